"""The routes of the pages for developers, and the documents to download: open to everybody, as they hold no secret."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from services.intake.web.developers.documents import load, pretty
from services.intake.web.developers.words import FILTERS
from services.intake.web.parts import Parts
from shared.http.problems import Problem
from shared.security.access import public


def add_developer_pages(pages: Blueprint, _: Parts) -> None:
    """Put the pages onto the blueprint. The contracts are read at the first look: the program that writes them anew
    puts this application together too, and must be able to where they are broken or missing."""
    for name, one in FILTERS.items():
        pages.add_app_template_filter(one, name)
    pages.add_app_template_filter(pretty, "pretty_json")
    _add_front(pages)
    _add_events(pages)
    _add_apis(pages)


def _add_front(pages: Blueprint) -> None:
    @pages.get("/developers")
    @public
    def developers() -> str:
        return render_template("intake/developers/front.html", documents=load())

    @pages.get("/developers/agencies")
    @public
    def developers_agencies() -> str:
        return render_template("intake/developers/agencies.html", documents=load(), agency=load().agency)

    @pages.get("/developers/asyncapi.json")
    @public
    def developers_asyncapi() -> Response:
        return _file("asyncapi.json")


def _add_events(pages: Blueprint) -> None:
    @pages.get("/developers/events")
    @public
    def developers_events() -> str:
        return render_template("intake/developers/events.html", documents=load())

    @pages.get("/developers/events/<type>")
    @public
    def developers_event(type: str) -> str:
        event = load().events.get(type)
        if event is None:
            raise Problem(404, "not-found")
        return render_template("intake/developers/event.html", event=event)


def _add_apis(pages: Blueprint) -> None:
    @pages.get("/developers/api/<service>")
    @public
    def developers_api(service: str) -> str:
        api = load().apis.get(service)
        if api is None:
            raise Problem(404, "not-found")
        return render_template("intake/developers/api.html", api=api)

    @pages.get("/developers/api/<service>/<group>")
    @public
    def developers_api_group(service: str, group: str) -> str:
        api = load().apis.get(service)
        found = api.group(group) if api else None
        if found is None:
            raise Problem(404, "not-found")
        return render_template("intake/developers/api_group.html", api=api, group=found)

    @pages.get("/developers/openapi/<service>.json")
    @public
    def developers_openapi(service: str) -> Response:
        return _file(f"openapi/{service}.json")


def _file(path: str) -> Response:
    """A document as it is stored. Raises Problem (404)."""
    text = load().files.get(path)
    if text is None:
        raise Problem(404, "not-found")
    response = Response(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="motcua-{path.replace("/", "-")}"'
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
