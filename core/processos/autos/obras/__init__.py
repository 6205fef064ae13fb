"""What the portal makes of the documents of a case and could make again: pictures of pages, one PDF of it all."""
