import time

from fastapi import FastAPI
from langchain_openai import ChatOpenAI

app = FastAPI()
model = ChatOpenAI()


@app.get("/")
async def index(words: str):
    return model.invoke(words)


@app.get("/both")
async def both(words: str):
    time.sleep(1)  # FAA401
    quick = model.invoke(words)  # FAA401
    return quick or await model.ainvoke(words)
