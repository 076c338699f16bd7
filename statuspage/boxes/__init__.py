"""The box in the company's own product: signed for one customer, it shows what touches that customer alone."""
