"""Errors in the words and shapes of Google's API (google.rpc.Status with typed details)."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

_RPC = "type.googleapis.com/google.rpc."
_SERVICE = "generativelanguage.googleapis.com"
DEFAULT_RETRY_S = 17.0

_STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission."),
    404: ("NOT_FOUND", "Requested entity was not found."),
    408: ("DEADLINE_EXCEEDED", "The request timed out."),
    429: ("RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."),
    499: ("CANCELLED", "The operation was cancelled."),
    500: ("INTERNAL", "An internal error has occurred. Please retry."),
    503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
_BAD_GATEWAY = """<!DOCTYPE html>
<html lang=en><meta charset=utf-8><title>Error 502 (Server Error)!!1</title>
<p><b>502.</b> <ins>That's an error.</ins>
<p>The server encountered a temporary error and could not complete your request.
<p>Please try again in 30 seconds. <ins>That's all we know.</ins></html>
"""


def error_body(code: int, message: str = "", details: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The JSON of an error; the message is Google's usual one unless another is given."""
    status, usual = _STATUS.get(code, ("UNKNOWN", "Unknown error."))
    error: dict[str, Any] = {"code": code, "message": message or usual, "status": status}
    if details:
        error["details"] = details
    return {"error": error}


def error_response(code: int, message: str = "", details: list[dict[str, Any]] | None = None) -> Response:
    return JSONResponse(error_body(code, message, details), status_code=code)


def invalid_key() -> Response:
    """HTTP 400, not 401: this is how Google answers a wrong key."""
    message = "API key not valid. Please pass a valid API key."
    info = {"reason": "API_KEY_INVALID", "domain": "googleapis.com", "metadata": {"service": _SERVICE}}
    localized = {"locale": "en-US", "message": message}
    return error_response(
        400,
        message,
        [{"@type": f"{_RPC}ErrorInfo", **info}, {"@type": f"{_RPC}LocalizedMessage", **localized}],
    )


def missing_key() -> Response:
    message = "Method doesn't allow unregistered callers (callers without established identity)."
    return error_response(403, message)


def storm_details(code: int, model: str, retry_after_s: float | None) -> list[dict[str, Any]]:
    """RetryInfo and, for a quota error, QuotaFailure, as they come with 429 and sometimes with 503."""
    details: list[dict[str, Any]] = []
    if code == 429:
        violation = {
            "quotaMetric": f"{_SERVICE}/generate_content_requests",
            "quotaId": "GenerateRequestsPerMinutePerProjectPerModel",
            "quotaDimensions": {"location": "global", "model": model},
            "quotaValue": "10",
        }
        details.append({"@type": f"{_RPC}QuotaFailure", "violations": [violation]})
    delay = DEFAULT_RETRY_S if retry_after_s is None and code == 429 else retry_after_s
    if delay is not None:
        details.append({"@type": f"{_RPC}RetryInfo", "retryDelay": f"{delay:g}s"})
    return details


def storm_response(code: int, model: str, retry_after_s: float | None) -> Response:
    """One error of a storm; 502 is the front end's HTML page, not JSON."""
    if code == 502:
        return HTMLResponse(_BAD_GATEWAY, status_code=502)
    message = _STATUS[429][1] + f" Please retry in {retry_after_s or DEFAULT_RETRY_S:g}s." if code == 429 else ""
    return error_response(code, message, storm_details(code, model, retry_after_s))
