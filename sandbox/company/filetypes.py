"""What kind of file a name promises: Slack's word for it, its media type, and how Slack spells it out."""

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class FileType:
    filetype: str
    mimetype: str
    pretty: str


PLAIN = FileType("text", "text/plain", "Plain Text")
BINARY = FileType("binary", "application/octet-stream", "Binary")

# by the end of the name
TYPES = {
    "png": FileType("png", "image/png", "PNG"),
    "jpg": FileType("jpg", "image/jpeg", "JPEG"),
    "jpeg": FileType("jpg", "image/jpeg", "JPEG"),
    "gif": FileType("gif", "image/gif", "GIF"),
    "webp": FileType("webp", "image/webp", "WebP"),
    "svg": FileType("svg", "image/svg+xml", "SVG"),
    "pdf": FileType("pdf", "application/pdf", "PDF"),
    "txt": PLAIN,
    "log": PLAIN,
    "md": FileType("markdown", "text/plain", "Markdown (raw)"),
    "csv": FileType("csv", "text/csv", "CSV"),
    "tsv": FileType("tsv", "text/tab-separated-values", "TSV"),
    "json": FileType("json", "text/plain", "JSON"),
    "xml": FileType("xml", "text/plain", "XML"),
    "yml": FileType("yaml", "text/plain", "YAML"),
    "yaml": FileType("yaml", "text/plain", "YAML"),
    "html": FileType("html", "text/html", "HTML"),
    "ics": FileType("ics", "text/calendar", "Calendar"),
    "zip": FileType("zip", "application/zip", "Zip"),
    "gz": FileType("gzip", "application/gzip", "Gzip"),
    "docx": FileType(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word Document",
    ),
    "xlsx": FileType(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel Spreadsheet",
    ),
    "pptx": FileType(
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PowerPoint Presentation",
    ),
    "eml": FileType("email", "message/rfc822", "Email"),
    "mp4": FileType("mp4", "video/mp4", "MPEG 4 Video"),
}
PICTURES = {"png", "jpg", "gif"}
"""What an image block may show as a `slack_file`."""

SHOWN_IN_PLACE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""What a browser may open on our own address: nothing in these can run."""


def type_of(name: str) -> FileType:
    return TYPES.get(PurePath(name).suffix.lower().removeprefix("."), BINARY)
