from models import Order


def list_orders(db):
    return db.query(Order).filter(Order.open).all()
