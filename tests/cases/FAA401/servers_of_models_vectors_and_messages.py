import ollama
from fastapi import FastAPI
from groq import AsyncGroq, Groq
from neo4j import AsyncGraphDatabase, GraphDatabase
from qdrant_client import AsyncQdrantClient, QdrantClient
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

app = FastAPI()
groq = Groq()
vectors = QdrantClient(url="http://vectors")
graph = GraphDatabase.driver("neo4j://graph")
slack = WebClient(token="t")


@app.get("/")
async def index():
    groq.chat.completions.create(model="m", messages=[])  # FAA401
    ollama.chat(model="m")  # FAA401
    ollama.Client().generate(model="m")  # FAA401
    vectors.query_points("books", query=[0.5])  # FAA401
    graph.execute_query("MATCH (n) RETURN n")  # FAA401
    with graph.session() as session:
        session.run("MATCH (n) RETURN n")  # FAA401
    slack.chat_postMessage(channel="c", text="t")  # FAA401


@app.get("/awaited")
async def awaited():
    await AsyncGroq().chat.completions.create(model="m", messages=[])
    await ollama.AsyncClient().chat(model="m")
    await AsyncQdrantClient(url="http://vectors").query_points("books", query=[0.5])
    async with AsyncGraphDatabase.driver("neo4j://graph") as driver:
        async with driver.session() as session:
            await (await session.run("MATCH (n) RETURN n")).single()
    await AsyncWebClient(token="t").chat_postMessage(channel="c", text="t")
