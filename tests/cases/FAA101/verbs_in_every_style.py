from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/create-order")


@app.get("/getUsers")
def get_users() -> list[int]:  # FAA101
    return []


@app.get("/items/list")
def list_items() -> list[int]:  # FAA101
    return []


@app.post("/users/add")
def add_user() -> int:  # FAA101
    return 1


@app.put("/update_user/{user_id}")
def update_user(user_id: int) -> int:  # FAA101
    return user_id


@app.patch("/users/{user_id}/edit")
def edit_user(user_id: int) -> int:  # FAA101
    return user_id


@router.post("")
def create_order() -> int:  # FAA101
    return 1


app.include_router(router)
