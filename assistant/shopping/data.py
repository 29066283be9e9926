"""What all that comes from a shop has in common."""

from pydantic import BaseModel, ConfigDict


class ShopData(BaseModel):
    """Something that a shop says. What it says beyond our words is kept with it, and never fatal."""

    model_config = ConfigDict(frozen=True, extra="allow")
