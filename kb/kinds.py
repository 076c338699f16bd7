"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "kb.linked": "Article linked: {{ title }}",
    "kb.waived": "No article needed: {{ reason }}",
    "kb.written": "{{ actor }} wrote “{{ title }}”",
    "kb.changed": "{{ actor }} changed “{{ title }}”",
    "kb.state_changed": "{{ actor }} made it {{ state }}",
}
