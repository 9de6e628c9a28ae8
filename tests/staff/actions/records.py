"""Records that pages show, redirects, and the address of the site."""

import io

from django.contrib.auth import get_user_model
from django.contrib.redirects.models import Redirect

from content.clinic.models import ClinicFact, FactChange
from content.clinic.second_person import confirm, propose
from content.evidence.models import Citation, Reference
from content.glossary.models import GlossaryTerm, GlossaryTermReference
from content.models.evidence_card import EvidenceCard
from tests.staff.actions.accounts import account
from tests.staff.actions.table import (
    MANAGERS,
    NOBODY,
    PUBLISHERS,
    WRITERS,
    form,
    may,
    post,
)
from tests.staff.desk import (
    add_component,
    admin,
    draft,
)


def fact():
    return ClinicFact.objects.get_or_create(key="unused-fact", defaults={"label": "Unused"})[0]


@may(PUBLISHERS)
def change_a_clinic_fact(boss):
    return form(boss, admin("clinic_clinicfact_change", ClinicFact.objects.earliest("pk").pk), value="Changed")


@may(MANAGERS)
def add_a_clinic_fact(boss):
    return form(boss, admin("clinic_clinicfact_add"), label="Where to park", key="new-fact", value="Behind the house")


@may(MANAGERS)
def delete_a_clinic_fact(boss):
    return post(admin("clinic_clinicfact_delete", fact().pk), {"post": "yes"})


@may(MANAGERS)
def delete_clinic_facts_from_the_list(boss):
    chosen = [fact().pk]
    address = admin("clinic_clinicfact_changelist")
    return post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})


@may(WRITERS)
def add_a_reference(boss):
    changes = {"key": "new2026", "title": "A new study", "authors": "A B", "year": "2026"}
    return form(boss, admin("evidence_reference_add"), **changes)


@may(WRITERS)
def change_a_reference_that_was_proposed(boss):
    return form(boss, admin("evidence_reference_change", reference(approved=False).pk), title="Changed")


@may(PUBLISHERS)
def change_a_reference_that_is_approved(boss):
    return form(boss, admin("evidence_reference_change", reference().pk), title="Changed")


def reference(**columns) -> Reference:
    return Reference.objects.create(key="unused2026", title="Unused", year="2026", kind="review", **columns)


@may(PUBLISHERS)
def change_a_reference_that_a_page_uses(boss):
    return form(boss, admin("evidence_reference_change", Citation.objects.earliest("pk").reference_id), title="Changed")


@may(NOBODY)
def delete_a_reference_that_a_page_uses(boss):
    return post(admin("evidence_reference_delete", Citation.objects.earliest("pk").reference_id), {"post": "yes"})


@may(WRITERS)
def change_a_glossary_term_that_was_proposed(boss):
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Not used.", approved=False)
    return form(boss, admin("glossary_glossaryterm_change", unused.pk), definition="Changed.")


@may(PUBLISHERS)
def change_a_glossary_term_that_is_approved_and_that_no_page_uses(boss):
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Not used.")
    return form(boss, admin("glossary_glossaryterm_change", unused.pk), definition="Changed.")


@may(PUBLISHERS)
def change_a_glossary_term_that_a_page_uses(boss):
    term = GlossaryTerm.objects.create(key="used", term="used", definition="Used.")
    text = add_component(draft("start"), "TextPlugin", body="<p>Word</p>")
    GlossaryTermReference.objects.create(
        term=term,
        placeholder=text.placeholder,
        parent=text,
        language="en",
        plugin_type="GlossaryTermPlugin",
        position=99,
    )
    return form(boss, admin("glossary_glossaryterm_change", term.pk), definition="Changed.")


@may(WRITERS)
def add_a_glossary_term(boss):
    return form(boss, admin("glossary_glossaryterm_add"), key="new", term="new", definition="New.")


@may(MANAGERS)
def delete_a_glossary_term(boss):
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Not used.")
    return post(admin("glossary_glossaryterm_delete", unused.pk), {"post": "yes"})


@may(WRITERS)
def import_references(boss):
    def send(client):
        file = io.BytesIO(b"TY  - JOUR\nTI  - A new study\nAU  - Doe, J\nPY  - 2026\nER  - \n")
        file.name = "new.ris"
        return client.post(admin("evidence_reference_import"), {"file": file})

    return send


@may(PUBLISHERS)
def change_a_finding_that_a_page_uses(boss):
    finding = EvidenceCard.objects.exclude(finding=None).earliest("pk").finding
    return form(boss, admin("evidence_finding_change", finding.pk), must_say="Changed.")


@may(NOBODY)
def delete_a_finding_that_a_page_uses(boss):
    finding = EvidenceCard.objects.exclude(finding=None).earliest("pk").finding
    return post(admin("evidence_finding_delete", finding.pk), {"post": "yes"})


@may(MANAGERS)
def change_a_redirect(boss):
    redirect = Redirect.objects.create(site_id=1, old_path="/old/", new_path="/about/")
    return form(boss, admin("redirects_redirect_change", redirect.pk), new_path="/cost/")


@may(MANAGERS)
def add_a_redirect(boss):
    return form(boss, admin("redirects_redirect_add"), old_path="/old/", new_path="/about/", site="1")


@may(MANAGERS)
def delete_a_redirect(boss):
    redirect = Redirect.objects.create(site_id=1, old_path="/old/", new_path="/about/")
    return post(admin("redirects_redirect_delete", redirect.pk), {"post": "yes"})


@may(NOBODY)
def change_the_address_of_the_site(boss):
    return form(boss, admin("sites_site_change", 1), domain="elsewhere.example")


def wished(role: str) -> FactChange:
    """What an account of this role wants the rule for food to say."""
    name = f"{role.lower()}-user"
    person = get_user_model().objects.filter(username=name).first() or account(role, name)
    return propose(ClinicFact.objects.get(key="fasting-food"), "6 hours", person)


@may(PUBLISHERS)
def confirm_what_somebody_else_wants_a_safety_fact_to_say(boss):
    return post(admin("clinic_fact_confirm", wished("Superuser").pk))


@may(MANAGERS)
def confirm_what_a_clinician_wants_a_safety_fact_to_say(boss):
    return post(admin("clinic_fact_confirm", wished("Clinician").pk))


@may(NOBODY)
def confirm_alone_where_others_could(boss):
    change = wished("Clinician")
    return post(admin("clinic_fact_confirm_alone", change.pk), {"again": change.value})


@may(PUBLISHERS)
def leave_a_safety_fact_as_it_is(boss):
    return post(admin("clinic_fact_leave", wished("Superuser").pk))


@may(PUBLISHERS)
def restore_what_a_safety_fact_said(boss):
    change = wished("Superuser")
    confirm(change.pk, account("Manager", "second-manager"))
    return post(admin("clinic_fact_restore", change.fact_id))
