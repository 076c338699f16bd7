"""Adds the same number to many sums at once: to all those whose bit is set in a mask.

The sums stand upright: plane `p` holds bit `p` of every sum, so that one addition is a few words for all of them.
"""


class Counters:
    """As many sums as there are bits in a mask, all of them 0 at first."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.planes: list[int] = []

    def add(self, mask: int, number: int) -> None:
        """Add a number, 0 or more, to the sums at the set bits."""
        for place in range(number.bit_length()):
            if number >> place & 1:
                self._carry(mask, place)

    def read(self) -> list[int]:
        """The sums, that of the lowest bit first."""
        upright = [f"{plane:0{self.many}b}"[::-1] for plane in reversed(self.planes)]
        return [int("".join(digits), 2) for digits in zip(*upright, strict=True)] or [0] * self.many

    def _carry(self, mask: int, place: int) -> None:
        while mask:
            self.planes += [0] * (place + 1 - len(self.planes))
            self.planes[place], mask = self.planes[place] ^ mask, self.planes[place] & mask
            place += 1
