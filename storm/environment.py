"""What the operator sets: every environment variable of Storm, typed, with its default."""

from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """Read once at start; all mistakes are reported together.

    Raises pydantic.ValidationError naming each variable that is missing or malformed.
    """

    model_config = SettingsConfigDict(env_prefix="STORM_", extra="ignore", populate_by_name=True)

    secret_key: str = Field(min_length=32)
    debug: bool = False
    demo: bool = False
    demo_password: str = ""
    public_url: str = "http://127.0.0.1:8000"
    status_url: str = ""
    status_dir: str = ""
    status_bucket: str = ""
    status_bucket_url: str = ""
    status_bucket_region: str = ""
    status_bucket_key: str = ""
    status_bucket_secret: str = ""
    allowed_hosts: str = "127.0.0.1,localhost"
    var: Path = ROOT / "var"
    smtp_url: str = "smtp://127.0.0.1:25"
    mail_from: str = "Storm <storm@localhost>"
    heartbeat_url: str = ""
    live_url: str = ""
    behind_tls: bool = False
    self_test: bool = True
    webhooks: bool = True
    teams: bool = True
    push_key: str = ""
    push_contact: str = ""
    webhook_inside: str = ""
    subscriber_webhook_inside: str = ""
    subscriber_mails_a_minute: int = Field(default=0, ge=0)
    bounce_token: str = ""

    def status_storage(self) -> dict[str, dict[str, Any]]:
        """The storage for the static copy of the status page, where there is a bucket for it."""
        options = {
            "bucket_name": self.status_bucket,
            "endpoint_url": self.status_bucket_url or None,
            "region_name": self.status_bucket_region or None,
            "access_key": self.status_bucket_key or None,
            "secret_key": self.status_bucket_secret or None,
        }
        backend = {"BACKEND": "statuspage.published.bucket.Bucket", "OPTIONS": options}
        return {"status": backend} if self.status_bucket else {}

    @field_validator("push_key")
    @classmethod
    def is_a_key(cls, text: str) -> str:
        """32 bytes in base64url, as `manage.py make_push_key` writes them, or nothing."""
        if text and len(urlsafe_b64decode(text + "=" * (-len(text) % 4))) != 32:
            raise ValueError("make one with manage.py make_push_key")
        return text

    database_url: str = Field(alias="DATABASE_URL")
    redis_url: str = Field(alias="REDIS_URL")
    redis_prefix: str = "storm:"

    twilio_account_sid: str = Field(default="", alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = Field(default="", alias="TWILIO_AUTH_TOKEN")
    twilio_from: str = Field(default="", alias="TWILIO_FROM")
    twilio_voice_from: str = Field(default="", alias="TWILIO_VOICE_FROM")
    twilio_whatsapp_from: str = Field(default="", alias="TWILIO_WHATSAPP_FROM")
    twilio_whatsapp_template: str = Field(default="", alias="TWILIO_WHATSAPP_TEMPLATE")
    twilio_base_url: str = Field(default="", alias="TWILIO_BASE_URL")

    sms_providers: str = "twilio,vonage,telnyx,aws"
    vonage_api_key: str = Field(default="", alias="VONAGE_API_KEY")
    vonage_api_secret: str = Field(default="", alias="VONAGE_API_SECRET")
    vonage_signature_secret: str = Field(default="", alias="VONAGE_SIGNATURE_SECRET")
    vonage_from: str = Field(default="", alias="VONAGE_FROM")
    vonage_base_url: str = Field(default="", alias="VONAGE_BASE_URL")
    telnyx_api_key: str = Field(default="", alias="TELNYX_API_KEY")
    telnyx_public_key: str = Field(default="", alias="TELNYX_PUBLIC_KEY")
    telnyx_from: str = Field(default="", alias="TELNYX_FROM")
    telnyx_base_url: str = Field(default="", alias="TELNYX_BASE_URL")

    aws_access_key_id: str = ""
    aws_secret_access_key: str = ""
    aws_region: str = ""
    aws_sms_from: str = ""
    aws_sns_base_url: str = ""

    slack_bot_token: str = Field(default="", alias="SLACK_BOT_TOKEN")
    slack_signing_secret: str = Field(default="", alias="SLACK_SIGNING_SECRET")
    slack_base_url: str = Field(default="", alias="SLACK_BASE_URL")
