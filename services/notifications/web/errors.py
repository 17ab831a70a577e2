"""Pages for what went wrong, in plain words; whoever must sign in first is sent there and comes back."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from shared.http.correlation import correlation_id
from shared.http.faults import ErrorPage
from shared.http.problems import Problem


def error_page() -> ErrorPage:
    """What draws a problem for people."""

    def draw(problem: Problem) -> Response:
        if problem.status == 401:
            # Drawn with the problem's own status; a browser follows the link that the page shows.
            address = f"/sign-in?next={quote(request.full_path.rstrip('?'))}"
            return make_response(render_template("notifications/sign_in.html", address=address))
        title, sentences = words_for(problem)
        reference = correlation_id() if problem.status >= 500 else ""
        return make_response(render_template("ui/error.html", title=title, sentences=sentences, reference=reference))

    return draw


def words_for(problem: Problem) -> tuple[str, list[str]]:
    """Title and sentences of a status: what happened, what to do now."""
    told = {
        403: (_("Trang này không dành cho tài khoản đang dùng"),
              [_("Nếu cần xem, đăng nhập bằng tài khoản khác hoặc hỏi người phụ trách.")]),
        404: (_("Chưa thấy trang này"), [_("Xem lại địa chỉ, hoặc bắt đầu từ trang đầu.")]),
        503: (_("Hệ thống đang bận một lát"), [_("Không có gì mất. Chờ một phút rồi mở lại trang này.")]),
    }  # fmt: skip
    if problem.status in told:
        return told[problem.status]
    if problem.status >= 500:
        return _("Có lỗi ở phía chúng tôi"), [_("Lỗi đã được ghi lại. Xin thử lại sau ít phút.")]
    return _("Chưa làm được việc này"), [_("Quay lại trang trước rồi thử lại.")]
