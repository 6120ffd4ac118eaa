from shop.models import User

print(User)
