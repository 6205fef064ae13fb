"""Storage of what the portal makes of the case file and could make again: pictures and volumes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.processos.autos.domain import Volume
from core.processos.autos.obras.desenho import Desenho
from core.processos.autos.tables import ImagemDePaginaRow, PedacoDeVolumeRow, VolumeRow

_PEDACO_BYTES = 1_000_000


class ImagemRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find(self, sha256: str, numero: int) -> Desenho | None:
        with self._scope() as session:
            row = session.get(ImagemDePaginaRow, (sha256, numero))
            return None if row is None else Desenho(row.numero, row.imagem, row.motivo)

    def has(self, sha256: str, numero: int) -> bool:
        """Whether the picture is there, without loading it."""
        row = ImagemDePaginaRow
        with self._scope() as session:
            return session.scalar(select(row.numero).where(row.sha256 == sha256, row.numero == numero)) is not None

    def save(self, sha256: str, desenho: Desenho, most: int) -> None:
        """Keep a picture; beyond ``most`` the oldest ones go."""
        row = ImagemDePaginaRow
        values = {"imagem": desenho.imagem, "motivo": desenho.motivo, "created_at": datetime.now(UTC)}
        add = insert(row).values(sha256=sha256, numero=desenho.numero, **values)
        beyond = select(row.sha256, row.numero).order_by(row.created_at.desc()).offset(most)
        with self._scope() as session:
            session.execute(add.on_conflict_do_update(index_elements=["sha256", "numero"], set_=values))
            session.execute(delete(row).where(tuple_(row.sha256, row.numero).in_(beyond)))

    def delete_old(self, before: datetime) -> None:
        with self._scope() as session:
            session.execute(delete(ImagemDePaginaRow).where(ImagemDePaginaRow.created_at < before))


class VolumeRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find(self, chave: str) -> Volume | None:
        with self._scope() as session:
            row = session.get(VolumeRow, chave)
            return None if row is None else Volume(row.chave, row.size_bytes, row.motivo)

    def save(self, chave: str, path: Path, most: int) -> None:
        """Keep a volume, in pieces; beyond ``most`` the oldest ones go."""
        self._save(Volume(chave, path.stat().st_size), path, most)

    def save_failure(self, chave: str, motivo: str, most: int) -> None:
        self._save(Volume(chave, 0, motivo), None, most)

    def write(self, chave: str, path: Path) -> None:
        """Put the bytes of a volume into a file, piece by piece. Raises RecordNotFoundError."""
        pedacos = select(PedacoDeVolumeRow.pedaco).where(PedacoDeVolumeRow.chave == chave)
        ordered = pedacos.order_by(PedacoDeVolumeRow.ordem).execution_options(yield_per=1)
        with self._scope() as session, path.open("wb") as file:
            row = session.get(VolumeRow, chave)
            for pedaco in session.scalars(ordered):
                file.write(pedaco)
            if row is None or file.tell() != row.size_bytes:
                raise RecordNotFoundError("volume is not there")

    def delete_old(self, before: datetime) -> None:
        with self._scope() as session:
            session.execute(delete(VolumeRow).where(VolumeRow.created_at < before))

    def delete(self, chave: str) -> None:
        with self._scope() as session:
            session.execute(delete(VolumeRow).where(VolumeRow.chave == chave))

    def _save(self, volume: Volume, path: Path | None, most: int) -> None:
        values = {"chave": volume.chave, "size_bytes": volume.size_bytes, "motivo": volume.motivo}
        beyond = select(VolumeRow.chave).order_by(VolumeRow.created_at.desc()).offset(most)
        with self._scope() as session:
            session.execute(delete(VolumeRow).where(VolumeRow.chave == volume.chave))
            session.execute(insert(VolumeRow).values(values | {"created_at": datetime.now(UTC)}))
            if path is not None:
                with path.open("rb") as file:
                    for ordem, pedaco in enumerate(iter(lambda: file.read(_PEDACO_BYTES), b"")):
                        row = {"chave": volume.chave, "ordem": ordem, "pedaco": pedaco}
                        session.execute(insert(PedacoDeVolumeRow).values(row))
            session.execute(delete(VolumeRow).where(VolumeRow.chave.in_(beyond)))
