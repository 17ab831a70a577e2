"""The inbox lists what was chosen, in its order, and reads no more of the index than a page needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.routing.store.inbox_rows import INBOX
from services.routing.store.inbox_take_up import DONE
from services.routing.use_cases.inbox import Colour, InboxQuery, Sort
from tests.integration.inbox.office import MEDICAL, NOW, OTHER, SOCIAL, Office, make_case, problem


def numbers(office: Office, query: str, who: str = "an") -> list[int]:
    """The dossiers' numbers as the list gives them, page by page."""
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = office.get(f"/tasks?limit=3{query}{'&cursor=' + cursor if cursor else ''}", who)
        seen += [int(one["dossier"][-4:]) for one in page["items"]]
        cursor = page["next"]
    return seen


def test_the_list_is_filtered_sorted_and_paged_without_a_gap(office: Office) -> None:
    hours = [-30, -2, 3, 5, 24 * 2, 24 * 9, 24 * 3, 24 * 9]
    tasks = [office.case(number, due=timedelta(hours=one), first=number == 7) for number, one in enumerate(hours, 1)]
    office.case(9, MEDICAL)
    office.post(f"/tasks/{tasks[1]}/claim", "binh")
    office.post(f"/tasks/{tasks[4]}/claim", "an")
    office.post(f"/tasks/{tasks[5]}/request-supplement", "an", {"wanted": "x"})
    office.post(f"/tasks/{tasks[7]}/complete", "an", {"outcome": "granted"})
    assert numbers(office, "&sort=due") == [1, 2, 3, 4, 5, 7, 6]
    assert sorted(numbers(office, "")) == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(office, "")[:3] == [1, 7, 2]  # the preferred goes first, but passes nobody who is long overdue
    assert numbers(office, "&sort=newest") == [7, 6, 5, 4, 3, 2, 1]
    assert numbers(office, "&time_left=late") == [1, 2]
    assert numbers(office, "&time_left=today&sort=due") == [3, 4]
    assert numbers(office, "&time_left=soon") == [5]
    assert numbers(office, "&time_left=in_time") == [7]
    assert numbers(office, "&time_left=paused") == [6]
    assert numbers(office, "&assignee=me&sort=due") == [5, 6]
    assert numbers(office, "&assignee=binh") == [2]
    assert numbers(office, "&assignee=nobody&sort=due") == [1, 3, 4, 7]
    assert numbers(office, "&status=acknowledged&sort=due") == [2, 5]
    assert numbers(office, "&status=decided") == [8]
    assert numbers(office, f"&procedure={SOCIAL}&assignee=nobody&time_left=late") == [1]
    assert numbers(office, "&step=no-such-step") == []
    both = office.client.get("/api/routing/v1/tasks?time_left=late&sort=newest", headers=office.signed_in())
    assert problem(both, 422) == "invalid"
    of_all = office.client.get("/api/routing/v1/tasks?assignee=an", headers=office.signed_in("boss", OTHER, "leader"))
    assert of_all.get_json()["fields"][0]["pointer"] == "/agency"
    of_one = office.get("/tasks?agency=H99.11.01&assignee=an", "boss", unit="H99.11", role="leader")
    assert len(of_one["items"]) == 2


QUERIES = [
    InboxQuery("H99-11-01", limit=6),
    InboxQuery("H99-11-01", sort=Sort.DUE, limit=6),
    InboxQuery("H99-11-01", sort=Sort.NEWEST, limit=6),
    InboxQuery("H99-11-01", holders=("an", "binh"), procedure=SOCIAL, limit=6),
    InboxQuery("H99-11-01", due_from=NOW + timedelta(days=3), due_until=NOW + timedelta(days=30), limit=6),
    InboxQuery("H99-11-01", due_from=NOW + timedelta(days=3), sort=Sort.DUE, limit=6),
]


def test_every_list_reads_no_more_keys_than_its_page_however_many_tasks_there_are(office: Office) -> None:
    rows: list[dict[str, Any]] = []
    mapping = next(one for one in office.parts.mappings if one.rows is not None)
    assert mapping.rows is not None
    for number in range(1, 400):
        case = make_case(office.parts, number, SOCIAL if number % 2 else MEDICAL, timedelta(days=number % 50))
        case = replace(case.dispatched(f"{case.id}:1", NOW + timedelta(minutes=number)), priority=number % 5 == 0)
        holder = ("an", "binh", "")[number % 3]
        rows += mapping.rows.of(replace(case, tasks=tuple(replace(one, assignee=holder) for one in case.tasks)))
    office.parts.database[INBOX].insert_many(rows)
    questions = office.parts.people.questions
    for query in QUERIES:
        first = questions.rows(query)
        assert len(first) == query.limit
        for asked in (query, replace(query, after=first[-1].after)):
            for line in questions.lines(asked):
                plan = line.explain()
                stages = str(plan["queryPlanner"]["winningPlan"])
                assert "COLLSCAN" not in stages
                assert "'SORT'" not in stages
                assert plan["executionStats"]["totalKeysExamined"] <= query.limit + 1
                assert plan["executionStats"]["totalDocsExamined"] <= query.limit
        second = questions.rows(replace(query, after=first[-1].after))
        assert not {one.task_id for one in first} & {one.task_id for one in second}


def test_a_count_stops_at_its_most(office: Office) -> None:
    for number in range(1, 6):
        office.case(number)
    questions = office.parts.people.questions
    assert questions.count(InboxQuery("H99-11-01"), 3) == 3
    assert questions.count(InboxQuery("H99-11-01", colour=Colour.LATE, due_until=NOW), 3) == 0


def test_cases_from_before_the_inbox_are_taken_up_once(office: Office) -> None:
    kept = [office.case(1), office.case(2)]
    rows = office.parts.database[INBOX]
    rows.delete_many({"_id": {"$in": [kept[0], DONE]}})
    rows.update_one({"_id": kept[1]}, {"$set": {"assignee": "newer"}})
    assert office.parts.people.rows.take_up() == 1
    assert rows.find_one({"_id": kept[1]}, {"assignee": 1}) == {"_id": kept[1], "assignee": "newer"}
    assert office.parts.people.rows.take_up() == 0


def test_a_line_follows_its_case(office: Office) -> None:
    task = office.case(1)
    office.post(f"/tasks/{task}/claim")
    row = office.parts.database[INBOX].find_one({"_id": task})
    assert row is not None
    assert (row["status"], row["assignee"], row["open"]) == ("acknowledged", "an", True)
