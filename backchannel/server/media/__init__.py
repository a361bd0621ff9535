"""Strangers' pictures, fetched by us, made small, shown for as long as their post is. No page asks a third party."""
