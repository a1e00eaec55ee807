"""The only room that opens sockets: HTTP, DNS, WHOIS, RDAP, downloads, and their guards."""
