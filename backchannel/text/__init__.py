"""From both networks' markup to plain, typed, harmless text. Pure."""
