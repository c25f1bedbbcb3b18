"""Background work, for the person who asked for it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import working
from accounts.access import signed_in
from accounts.models import Job


@signed_in
@require_safe
def jobs(request):
    """What I asked the machine to do, newest first."""
    page = Paginator(Job.objects.visible_to(request.user).select_related("organization"), 50).get_page(
        request.GET.get("page")
    )
    for job in page:
        job.title = working.title_of(job)
    return render(request, "accounts/jobs.html", {"page": page})


@signed_in
@require_safe
def job(request, job_id):
    """How far one piece of work has come. The page asks again by itself; once done it moves on to the outcome."""
    row = get_object_or_404(Job.objects.visible_to(request.user).select_related("organization"), pk=job_id)
    result_url = working.result_url_of(row)
    if request.htmx and result_url:
        return HttpResponse(headers={"HX-Redirect": result_url})
    answer = {"job": row, "title": working.title_of(row), "result_url": result_url}
    part = "accounts/job.html#progress" if request.htmx else "accounts/job.html"
    return render(request, part, answer)
