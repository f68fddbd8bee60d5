def main(params):
    return {"amount": params["loaves"] * 4, "country": params["country"]}
