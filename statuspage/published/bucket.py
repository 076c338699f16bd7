"""The bucket for the static copy: any object storage that speaks S3. Its headers are those of `bin/statuspage`."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

FRESH, FOR_EVER = "max-age=10, public", "max-age=31536000, public, immutable"
# Stores other than Amazon's do not all know the newer sums; a store that hangs gives way to the next attempt.
PATIENCE = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"total_max_attempts": 1},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class Bucket(S3Storage):  # type: ignore[misc]  # it comes without types
    """Overwrites in place; what is named after its content may be kept for ever."""

    def get_default_settings(self) -> dict[str, Any]:
        """Ours, under what the settings say."""
        found: dict[str, Any] = super().get_default_settings()
        return {**found, "client_config": PATIENCE, "file_overwrite": True, "default_acl": None}

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """How long it may be kept."""
        return {"CacheControl": FOR_EVER if name.startswith("assets/") else FRESH}
