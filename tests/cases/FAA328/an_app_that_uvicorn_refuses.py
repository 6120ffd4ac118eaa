import uvicorn
from fastapi import FastAPI

DEBUG = True
app = FastAPI(debug=DEBUG)  # FAA328

if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", reload=True)  # FAA328
    uvicorn.run(app, workers=4)  # FAA328
    uvicorn.run(app, workers=1)
