# options: layers=service: app/gate/*
from app.web import SHIPPING  # FAA504


def price(weight: int) -> int:
    return SHIPPING + weight
