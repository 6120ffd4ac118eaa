def prefix() -> str:
    return "shop_"
