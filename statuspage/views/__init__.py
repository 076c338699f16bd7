"""The pages of the status page, for staff and for anybody."""
