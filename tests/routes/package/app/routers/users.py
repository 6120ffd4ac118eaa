import http

import fastapi

from ..shared import User, oauth2

router = fastapi.APIRouter()


@router.api_route("/me", methods=["GET", "POST"], status_code=http.HTTPStatus.ACCEPTED)
def me(user: User): ...


@router.websocket("/ws/{room}")
async def socket(websocket: fastapi.WebSocket, room: str, token: str = fastapi.Depends(oauth2)): ...
