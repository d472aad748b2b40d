"""The doors to what only the clinic can answer."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.ui.forms import accepted
from patients import rendering, selectors, services
from patients.forms import PolicyForm
from patients.models import PolicyAnswer
from patients.rules.policies import Question
from patients.selectors.policies import answer_of, workup_labels


@require(Permission.CATALOGUE_VIEW)
@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    context = {
        "decided": selectors.clinic_policies(on=timezone.localdate()),
        "may_answer": request.user.may(Permission.CATALOGUE_CONFIRM),
    }
    return render(request, "patients/policy_list.html", context)


@require(Permission.CATALOGUE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_answer(request: HttpRequest, code: str) -> HttpResponse:
    question = _question(code)
    rows = [row for row in selectors.policy_rows() if row.question == code]
    is_post = request.method == "POST"
    form = PolicyForm(
        request.POST if is_post else None,
        record=rows[0] if rows else None,
        question=question,
    )
    if is_post and accepted(form, partial(services.answer_policy, by=request.user)):
        messages.success(request, "Decided. The earlier answers stay on file.")
        return redirect("patients:policy_list")
    return _page(request, question, rows, form)


def _page(
    request: HttpRequest, question: Question, rows: list[PolicyAnswer], form: PolicyForm
) -> HttpResponse:
    items = workup_labels()
    context = {
        "question": question,
        "form": form,
        "suggested": rendering.value_words(question, question.suggestion, items=items),
        "answers": [
            (row, rendering.policy_words(question, answer_of(row), items=items))
            for row in rows
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "patients/policy_answer.html", context, status=status)


def _question(code: str) -> Question:
    for question in selectors.policy_questions():
        if question.code == code:
            return question
    raise Http404
