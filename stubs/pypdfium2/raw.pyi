"""The constants of PDFium that exposure_audit uses."""

FPDF_PAGEOBJ_IMAGE: int
