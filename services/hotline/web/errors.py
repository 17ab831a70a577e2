"""Pages for what went wrong, in plain words; a form whose session had ended can be sent again as it was typed."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from shared.http.correlation import correlation_id
from shared.http.problems import Problem

LARGEST_HELD = 60_000


def error_page(problem: Problem) -> Response:
    """A problem for people; whoever is not signed in is shown the way to sign in and back here."""
    if problem.status == 401:
        return make_response(_sign_in())
    title, sentences = words_for(problem)
    reference = correlation_id() if problem.status >= 500 else ""
    return make_response(render_template("ui/error.html", title=title, sentences=sentences, reference=reference))


def _sign_in() -> str:
    """What was typed is carried along hidden: signed in again in another tab, one press sends it."""
    posted = request.method == "POST" and (request.content_length or 0) <= LARGEST_HELD
    wanted = "/hotline/desk" if request.method == "POST" else request.full_path.rstrip("?")
    return render_template(
        "hotline/sign_in.html", wanted=wanted, held=request.form.to_dict() if posted else {}, action=request.path
    )


def words_for(problem: Problem) -> tuple[str, list[str]]:
    """Title and sentences of a status: what happened, what to do now."""
    told = {
        403: (
            _("Trang này không dành cho tài khoản đang dùng"),
            [_("Nếu cần xem, đăng nhập bằng tài khoản khác hoặc hỏi người phụ trách.")],
        ),
        404: (_("Chưa thấy trang này"), [_("Xem lại địa chỉ, hoặc bắt đầu từ trang đầu.")]),
        413: (_("Nội dung gửi lên quá lớn"), [_("Rút ngắn phần chữ rồi gửi lại. Chưa có gì được lưu.")]),
        429: (_("Đã thử quá nhiều lần"), [_("Chờ ít phút rồi thử lại, hoặc gọi đường dây nóng.")]),
        503: (
            _("Hệ thống đang bận một lát"),
            [_("Chưa có gì được lưu, cũng không có gì mất. Chờ một phút rồi mở lại trang này.")],
        ),
    }
    if problem.status in told:
        return told[problem.status]
    if problem.status >= 500:
        return (_("Có lỗi ở phía chúng tôi"), [_("Lỗi đã được ghi lại. Xin thử lại sau ít phút.")])
    return (_("Chưa làm được việc này"), [_("Quay lại trang trước rồi thử lại.")])
