from fastapi import FastAPI
from pages import router as pages
from posts import router as posts

app = FastAPI()
app.include_router(pages)
app.include_router(posts, prefix="/posts")
