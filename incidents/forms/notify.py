"""Forms that ask for a reason and nothing else."""

from incidents.forms.fields import ActForm, words


class ReasonForm(ActForm):
    """Why."""

    reason = words("Why?", rows=2, most=300)


class PerhapsReasonForm(ActForm):
    """Why, if one wants to say."""

    reason = words("Why?", rows=2, required=False, most=300)
