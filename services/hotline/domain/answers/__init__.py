"""How a petition is answered: approved by a second person, published without names, judged by whoever asked."""
