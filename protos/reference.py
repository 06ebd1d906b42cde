# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/rpc.md, the reference of the contract, from the comments in it (part of ``nox -s stubs``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from google.protobuf import descriptor_pb2

_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    number: name.removeprefix("TYPE_").lower() for name, number in _FIELD.Type.items() if name != "TYPE_GROUP"
}
_HEAD = """# The contract

Every call, message and field of `voxrig.v1`, made from [`protos/voxrig/v1`](../protos/voxrig/v1) by
`nox -s stubs`. [sidecar.md](sidecar.md) tells how to connect, how errors look and what the limits are.
"""


def reference(files: Iterable[descriptor_pb2.FileDescriptorProto]) -> str:
    """The reference as Markdown.

    Args:
        files: The contract's files with their source info, in any order; those with a service come first.
    """
    ordered = sorted(files, key=lambda file: (not file.service, file.name))
    parts = [_HEAD, _contents(ordered)]
    for file in ordered:
        comments = {tuple(place.path): place.leading_comments for place in file.source_code_info.location}
        parts += _of_file(file, comments)
    return "\n".join(parts)


def _contents(files: Iterable[descriptor_pb2.FileDescriptorProto]) -> str:
    rows = ["| call | what it does |", "|---|---|"]
    for file in files:
        comments = {tuple(place.path): place.leading_comments for place in file.source_code_info.location}
        for index, service in enumerate(file.service):
            for number, method in enumerate(service.method):
                first = _flowing(comments[(6, index, 2, number)]).split(". ")[0].rstrip(".")
                rows.append(f"| [{service.name}.{method.name}](#{service.name.lower()}) | {_cell(first)} |")
    return "\n".join([*rows, ""])


def _of_file(file: descriptor_pb2.FileDescriptorProto, comments: dict[tuple[int, ...], str]) -> Iterator[str]:
    for index, service in enumerate(file.service):
        yield f"## {service.name}\n\n{_flowing(comments[(6, index)])}\n"
        for number, method in enumerate(service.method):
            told = _flowing(comments[(6, index, 2, number)])
            yield f"### {method.name}\n\n{_signature(method)}\n\n{told}\n"
    if not file.service:
        yield f"## {file.name.rpartition('/')[2]}\n"
    for index, message in enumerate(file.message_type):
        yield f"### {message.name}\n\n{_flowing(comments[(4, index)])}\n"
        if message.field:
            yield _fields(
                message, {path[3]: text for path, text in comments.items() if path[:3] == (4, index, 2)}
            )
    for index, enum in enumerate(file.enum_type):
        yield f"### {enum.name}\n\n{_flowing(comments[(5, index)])}\n"
        rows = [
            f"| {value.name} | {value.number} | {_cell(comments[(5, index, 2, number)])} |"
            for number, value in enumerate(enum.value)
        ]
        yield "\n".join(["| value | number | meaning |", "|---|---|---|", *rows, ""])


def _signature(method: descriptor_pb2.MethodDescriptorProto) -> str:
    def side(name: str, streams: bool) -> str:
        return f"{'stream of ' if streams else ''}{_link(name)}"

    return (
        f"{side(method.input_type, method.client_streaming)} → "
        f"{side(method.output_type, method.server_streaming)}"
    )


def _fields(message: descriptor_pb2.DescriptorProto, comments: dict[int, str]) -> str:
    rows = [
        f"| {field.name} | {_type(field, message)} | {_cell(comments[number])} |"
        for number, field in enumerate(message.field)
    ]
    return "\n".join(["| field | type | meaning |", "|---|---|---|", *rows, ""])


def _type(field: Any, message: descriptor_pb2.DescriptorProto) -> str:
    name = _link(field.type_name) if field.type_name else _SCALARS[field.type]
    if field.label == _FIELD.LABEL_REPEATED:
        return f"repeated {name}"
    if field.proto3_optional:
        return f"optional {name}"
    if field.HasField("oneof_index"):
        return f"{name} (one of {message.oneof_decl[field.oneof_index].name})"
    return name


def _link(name: str) -> str:
    short = name.rpartition(".")[2]
    return f"[{short}](#{short.lower()})" if name.startswith(".voxrig.") else name.lstrip(".")


def _flowing(comment: str) -> str:
    """A comment's paragraphs, each in one row."""
    paragraphs = comment.strip().split("\n\n")
    return "\n\n".join(" ".join(row.strip() for row in paragraph.splitlines()) for paragraph in paragraphs)


def _cell(comment: str) -> str:
    return _flowing(comment).replace("\n\n", " ").replace("|", "\\|")
