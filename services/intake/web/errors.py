"""Pages for what went wrong, in plain words; a missing sign-in is answered with the form, nothing typed is lost."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from services.intake.web import staff
from shared.http.correlation import correlation_id
from shared.http.problems import Problem
from shared.ui.texts import gettext as _

LARGEST_HELD = 20_000
STEPS = ("/accept", "/return", "/refuse", "/request-supplement", "/supplement", "/apologise", "/correct")


def error_page(problem: Problem) -> Response:
    """Draws a problem for people."""
    if problem.status == 401:
        return make_response(_sign_in_again())
    title, sentences = words_for(problem)
    reference = correlation_id() if problem.status >= 500 else ""
    return make_response(render_template("ui/error.html", title=title, sentences=sentences, reference=reference))


def _sign_in_again() -> str:
    posted = request.method == "POST"
    held = request.form.to_dict() if posted and (request.content_length or 0) <= LARGEST_HELD else {}
    wanted = staff.safe_address(request.path if posted else request.full_path.rstrip("?"))
    if posted and request.path != "/desk/new":
        wanted = request.path.rsplit("/", 1)[0] if request.path.endswith(STEPS) else staff.DESK
    return staff.sign_in_page(
        next_address=wanted,
        held=held if request.path == "/desk/new" else {},
        expired=posted or "session" in request.cookies,
    )


def words_for(problem: Problem) -> tuple[str, list[str]]:
    """Title and sentences of a status: what happened, what to do now."""
    told = {
        403: (
            _("Trang này không dành cho tài khoản đang dùng"),
            [_("Nếu cần xem, đăng nhập bằng tài khoản khác hoặc hỏi người phụ trách.")],
        ),
        404: (
            _("Chưa thấy trang này"),
            [_("Địa chỉ có thể gõ thiếu, hoặc đường dẫn riêng chưa đúng. Xem lại từng chữ, hoặc bắt đầu lại.")],
        ),
        405: (_("Chưa thấy trang này"), [_("Địa chỉ này không nhận cách gửi như vậy. Bắt đầu lại từ trang đầu.")]),
        409: (_("Có người vừa đổi hồ sơ này"), [_("Mở lại hồ sơ để xem trạng thái mới, rồi quyết định lại.")]),
        413: (
            _("Nội dung gửi lên quá lớn"),
            [_("Rút ngắn phần chữ, hoặc chọn tệp nhỏ hơn, rồi gửi lại. Chưa có gì được lưu.")],
        ),
        422: (
            _("Nội dung gửi lên chưa đúng"),
            [_("Quay lại trang trước, xem các mục rồi gửi lại. Chưa có gì được lưu.")],
        ),
        429: (
            _("Đã thử quá nhiều lần"),
            [_("Để giữ kín hồ sơ của mọi người, mỗi nơi chỉ được thử một số lần. Chờ ít phút rồi thử lại.")],
        ),
        503: (
            _("Hệ thống đang bận một lát"),
            [_("Chưa có gì được lưu, cũng không có gì mất. Chờ một phút rồi mở lại trang này.")],
        ),
    }
    if problem.slug == "cross-site":
        return (
            _("Chưa gửi được"),
            [_("Lần gửi này không đến từ trang của chúng tôi. Mở lại trang ở đây rồi gửi lại.")],
        )
    if problem.status in told:
        return told[problem.status]
    if problem.status >= 500:
        return (_("Có lỗi ở phía chúng tôi"), [_("Lỗi đã được ghi lại. Xin thử lại sau ít phút.")])
    return (_("Chưa làm được việc này"), [_("Quay lại trang trước rồi thử lại.")])
