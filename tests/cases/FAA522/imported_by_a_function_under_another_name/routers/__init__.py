def all_routers():
    from routers.books import router as books_router

    return [{"router": books_router}]
