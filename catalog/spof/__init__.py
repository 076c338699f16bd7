"""Single points of failure: what fails with one asset, how bad that is, when it has to be looked at again. Pure."""
