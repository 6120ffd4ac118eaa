from pydantic import BaseModel


class Settings(BaseModel):
    api_prefix: str = "/api"
    version: int = 2

    @property
    def full(self) -> str:
        return f"{self.api_prefix}/v{self.version}"


settings = Settings()
