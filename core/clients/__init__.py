"""One file or folder per outside system. Vendor SDKs live only here."""
