from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from io import BytesIO
from pathlib import Path

import pypdfium2
from aiohttp import ClientResponse
from PIL import ExifTags, Image

from exposure_audit.sandbox.world import LoadedWorld

Ask = Callable[..., AbstractAsyncContextManager[ClientResponse]]


SITE = "https://brackenmere-forward.example"


async def test_a_page_answers_with_its_file_and_type(ask: Ask, loaded: LoadedWorld) -> None:
    async with ask(f"{SITE}/") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert await answer.read() == loaded.bodies["amber-home.html"]


async def test_the_photo_carries_a_place(ask: Ask) -> None:
    async with ask(f"{SITE}/photos/doorstep.jpg") as answer:
        assert answer.content_type == "image/jpeg"
        image = Image.open(BytesIO(await answer.read()))
    assert image.getexif().get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude][0] == 54


async def test_the_leaflet_has_a_text_layer_and_an_author(ask: Ask) -> None:
    async with ask(f"{SITE}/leaflet.pdf") as answer:
        assert answer.content_type == "application/pdf"
        document = pypdfium2.PdfDocument(await answer.read())
    assert "14 St Ebba's Road, Brackenmere YE7 4QE" in document[0].get_textpage().get_text_range()
    assert document.get_metadata_dict()["Author"] == "Siân Example-Hughes"
    document.close()


async def test_what_is_not_there_is_404_and_another_method_405(ask: Ask) -> None:
    async with ask(f"{SITE}/nothing") as answer:
        assert answer.status == 404
    async with ask(f"{SITE}/", method="POST", data={"a": "b"}) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD"


async def test_a_redirect_and_the_way_from_http_to_https(ask: Ask) -> None:
    async with ask(f"{SITE}/contact") as answer:
        assert (answer.status, answer.headers["Location"]) == (301, "/contact/")
    async with ask("http://brackenmere-forward.example/about/?a=b") as answer:
        assert answer.status == 301
        assert answer.headers["Location"] == f"{SITE}/about/?a=b"


async def test_an_unknown_host_is_421(ask: Ask) -> None:
    for scheme in ("https", "http"):
        url = f"{scheme}://brackenmere-forward.example/"
        async with ask(url, headers={"Host": "elsewhere.example"}) as answer:
            assert answer.status == 421


async def test_robots_and_sitemap(ask: Ask) -> None:
    async with ask(f"{SITE}/robots.txt") as answer:
        assert answer.content_type == "text/plain"
        assert "Disallow: /wp-admin/" in await answer.text()
    async with ask(f"{SITE}/sitemap.xml") as answer:
        assert answer.content_type == "application/xml"
    async with ask("https://anyford-together.example/robots.txt") as answer:
        assert answer.status == 404


async def test_every_path_of_a_site_answers(ask: Ask, loaded: LoadedWorld) -> None:
    for site in loaded.world.site:
        paths = [page.path for page in site.page]
        paths += [photo.path for photo in site.photo] + [pdf.path for pdf in site.leaflet]
        for path in paths:
            async with ask(f"https://{site.host}{path}", method="HEAD") as answer:
                assert answer.status in {200, 301}, path


def test_no_file_of_the_world_is_left_unused(loaded: LoadedWorld) -> None:
    folder = Path(__file__).parents[2] / "exposure_audit" / "sandbox" / "world"
    files = (entry for entry in folder.rglob("*") if entry.is_file())
    pages = {str(file.relative_to(folder)) for file in files if file.suffix != ".toml"}
    assert pages == set(loaded.bodies)
