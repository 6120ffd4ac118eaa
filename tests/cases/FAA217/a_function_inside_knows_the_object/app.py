import asyncio

from db import SessionDep, make_session
from fastapi import Depends, FastAPI
from repositories import Poses, Views

app = FastAPI()


def get_poses(session: SessionDep) -> Poses:
    return Poses(session)


def get_views(session: SessionDep) -> Views:
    return Views(Poses(session))


@app.get("/cameras")
async def read_cameras(cameras: list[int], poses: Poses = Depends(get_poses)) -> list[list[str]]:
    async def names_of(camera: int) -> list[str]:
        return [name.upper() for name in await poses.names(camera)]

    return await asyncio.gather(*[names_of(camera) for camera in cameras])  # FAA217


async def names_in(views: Views, camera: int) -> list[str]:
    return await views.poses.names(camera)


@app.get("/views")
async def read_views(cameras: list[int], views: Views = Depends(get_views)) -> list[list[str]]:
    return await asyncio.gather(*[names_in(views, camera) for camera in cameras])  # FAA217


async def fresh_names_in(views: Views, camera: int) -> list[str]:
    return await views.fresh.names(camera)


@app.get("/fresh-views")
async def read_fresh(cameras: list[int], views: Views = Depends(get_views)) -> list[list[str]]:
    return await asyncio.gather(*[fresh_names_in(views, camera) for camera in cameras])


@app.get("/own-sessions")
async def read_with_own_sessions(cameras: list[int]) -> list[list[str]]:
    async def names_of(camera: int) -> list[str]:
        async with make_session() as session:
            return await Poses(session).names(camera)

    return await asyncio.gather(*[names_of(camera) for camera in cameras])


@app.get("/own-objects")
async def read_with_own_objects(cameras: list[int]) -> list[list[str]]:
    async def names_of(camera: int) -> list[str]:
        own = Poses(make_session())
        return await own.names(camera)

    return await asyncio.gather(*[names_of(camera) for camera in cameras])


@app.get("/one-task")
async def read_in_one_task(camera: int, poses: Poses = Depends(get_poses)) -> list[list[str]]:
    async def names_of() -> list[str]:
        return await poses.names(camera)

    return await asyncio.gather(names_of())
