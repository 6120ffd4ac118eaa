from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Mail(BaseModel):
    host: str
    smtp_password: str


@app.get("/settings/mail")
def read_settings() -> Mail: ...


@app.put("/settings/mail")
def change_settings(mail: Mail) -> Mail:
    return mail


class Images(BaseModel):
    openai_api_key: str


@app.get("/images/config")
def read_images_config() -> Images: ...


@app.post("/images/config/update")
def update_images_config(images: Images) -> Images:
    return images
