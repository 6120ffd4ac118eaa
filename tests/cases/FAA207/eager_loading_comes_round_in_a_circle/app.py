from db import SessionDep
from fastapi import FastAPI
from models import Folder, Sheet, SheetColumn
from sqlalchemy import select
from sqlalchemy.orm import selectinload

app = FastAPI()


@app.get("/columns/{column_id}/siblings")
async def read_siblings(column_id: int, session: SessionDep) -> list[str]:
    column = await session.get_one(SheetColumn, column_id)  # FAA207
    return [sibling.name for sibling in column.sheet.columns]


@app.get("/columns/{column_id}/all-siblings")
async def read_all_siblings(column_id: int, session: SessionDep) -> list[str]:
    options = [selectinload(SheetColumn.sheet).selectinload(Sheet.columns)]
    column = await session.get_one(SheetColumn, column_id, options=options)
    return [sibling.name for sibling in column.sheet.columns]


@app.get("/columns/{column_id}/sheet")
async def read_sheet(column_id: int, session: SessionDep) -> str:
    column = await session.get_one(SheetColumn, column_id)
    return column.sheet.name


@app.get("/sheets/{sheet_id}/columns")
async def read_columns(sheet_id: int, session: SessionDep) -> list[str]:
    sheet = await session.get_one(Sheet, sheet_id)
    return [column.name for column in sheet.columns]


@app.get("/folders/{folder_id}/count")
async def count_folders(folder_id: int, session: SessionDep) -> int:
    folder = (await session.scalars(select(Folder).where(Folder.id == folder_id))).one()  # FAA207
    return len(folder.folders)


@app.get("/folders/{folder_id}/few")
async def count_few(folder_id: int, session: SessionDep) -> int:
    folder = (await session.scalars(select(Folder).where(Folder.id == folder_id))).one()
    return len(folder.few_folders) + len(folder.all_folders)
