# SPDX-License-Identifier: MIT
"""`qd766-2026`: the index of Decision 766/QĐ-TTg with the points that the portal gave in 2026.

The six groups stand in the order of public notices, the indicators in the order of the portal.
(The Decision's own group "Cung cấp dịch vụ trực tuyến", 22 points, is `online_services` and
`online_payment` here: the portal and every notice report the two apart.)
"""

from __future__ import annotations

from tthc_index.rules.objects import (
    Empty,
    Evidence,
    Group,
    Indicator,
    Label,
    Rounding,
    RuleSet,
    Source,
    Unit,
)


DECISION = Source(
    Label(
        vi="Quyết định số 766/QĐ-TTg của Thủ tướng Chính phủ",
        en="Decision 766/QĐ-TTg of the Prime Minister",
    ),
    date="2022-06-23",
)
PORTAL = Source(
    Label(
        vi="Kết quả công bố của tỉnh Phú Thọ và các đơn vị trên Cổng Dịch vụ công quốc gia, "
        "tháng 8/2026 và năm 2026",
        en="results of Phú Thọ province and its units published by the National Public Service "
        "Portal, August 2026 and the year 2026",
    ),
    date="2026-09-26",
    url="https://dichvucong.gov.vn",
)
DESCRIPTION = Source(
    Label(
        vi="Phần mô tả chỉ tiêu trên Cổng Dịch vụ công quốc gia",
        en="the National Public Service Portal's own description of the indicators",
    ),
    url="https://dichvucong.gov.vn",
)
NOTICE = Source(
    Label(
        vi="Văn bản số 955/UBND-KSTT của Ủy ban nhân dân huyện Sơn Dương",
        en="notice 955/UBND-KSTT of the People's Committee of Sơn Dương district",
    ),
    date="2024-04-22",
)

SLOPE = Label(
    vi="Chưa kiểm chứng được cách tính điểm giữa 0% và 100%.",
    en="How points grow between 0% and 100%.",
)

TRANSPARENCY = Group(
    code="transparency",
    name=Label(vi="Công khai, minh bạch", en="Transparency"),
    max_points=18,
    indicators=(
        Indicator(
            code="transparency.announced_on_time",
            name=Label(vi="TTHC công bố đúng hạn", en="Procedures announced on time"),
            formula=Label(
                vi="số TTHC công bố đúng hạn / số TTHC công bố",
                en="procedures announced on time / procedures announced",
            ),
            numerator="procedures_announced_on_time",
            denominator="procedures_announced",
            max_points=6,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(
                indicators=75,
                empty=30,
                note=Label(vi="Chỉ có 0/n và 0/0.", en="Only 0 of n and 0/0 were seen."),
                unconfirmed=SLOPE,
            ),
        ),
        Indicator(
            code="transparency.published_on_time",
            name=Label(
                vi="TTHC cập nhật, công khai đúng hạn",
                en="Procedures updated and published on time",
            ),
            formula=Label(
                vi="số TTHC cập nhật, công khai đúng hạn / số TTHC phải cập nhật, công khai",
                en="procedures published on time / procedures to be published",
            ),
            numerator="procedures_published_on_time",
            denominator="procedures_to_publish",
            max_points=4,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(
                indicators=75,
                empty=30,
                note=Label(vi="Chỉ có 0/n và 0/0.", en="Only 0 of n and 0/0 were seen."),
                unconfirmed=SLOPE,
            ),
        ),
        Indicator(
            code="transparency.complete",
            name=Label(
                vi="TTHC công khai đầy đủ nội dung", en="Procedures published with all their parts"
            ),
            formula=Label(
                vi="số TTHC công khai đầy đủ nội dung / số TTHC đã công khai",
                en="procedures published with all their parts / procedures published",
            ),
            numerator="procedures_complete",
            denominator="procedures_published",
            max_points=2,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(
                indicators=120,
                note=Label(vi="Chỉ có một tỷ lệ: 87/89.", en="One rate only: 87/89."),
                unconfirmed=Label(vi="Các tỷ lệ khác.", en="Other rates."),
            ),
        ),
        Indicator(
            code="transparency.synced",
            name=Label(
                vi="Hồ sơ đồng bộ lên Cổng DVCQG", en="Dossiers synced to the national portal"
            ),
            formula=Label(
                vi="số hồ sơ đã đồng bộ lên Cổng DVCQG / số hồ sơ phải đồng bộ",
                en="dossiers synced to the national portal / dossiers to be synced",
            ),
            numerator="dossiers_synced",
            denominator="dossiers_to_sync",
            max_points=6,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(
                indicators=119,
                note=Label(vi="Tất cả đều là 100%.", en="All of them 100%."),
                unconfirmed=SLOPE,
            ),
        ),
        Indicator(
            code="transparency.not_synced",
            name=Label(vi="Hồ sơ chưa đồng bộ lên Cổng DVCQG", en="Dossiers not yet synced"),
            formula=Label(
                vi="số hồ sơ chưa đồng bộ / số hồ sơ phải đồng bộ",
                en="dossiers not yet synced / dossiers to be synced",
            ),
            numerator="dossiers_not_synced",
            denominator="dossiers_to_sync",
            sources=(NOTICE,),
        ),
    ),
)

PROGRESS = Group(
    code="progress",
    name=Label(vi="Tiến độ giải quyết", en="Progress of handling"),
    max_points=20,
    indicators=(
        Indicator(
            code="progress.on_time",
            name=Label(vi="Hồ sơ xử lý trước hạn, đúng hạn", en="Dossiers handled on time"),
            formula=Label(
                vi="số hồ sơ xử lý trước hạn, đúng hạn / số hồ sơ đã tiếp nhận, xử lý",
                en="dossiers handled before or on time / dossiers handled",
            ),
            numerator="dossiers_on_time",
            denominator="dossiers_handled",
            max_points=20,
            target=1.0,
            when_empty=Empty.ZERO,
            evidence=Evidence(indicators=387, empty=9),
        ),
        Indicator(
            code="progress.overdue",
            name=Label(vi="Hồ sơ xử lý quá hạn", en="Dossiers overdue"),
            formula=Label(
                vi="số hồ sơ xử lý quá hạn / số hồ sơ đã tiếp nhận, xử lý",
                en="dossiers overdue / dossiers handled",
            ),
            numerator="dossiers_overdue",
            denominator="dossiers_handled",
            sources=(PORTAL, NOTICE),
        ),
        Indicator(
            code="progress.completed",
            name=Label(vi="Hồ sơ đã giải quyết xong", en="Dossiers completed"),
            formula=Label(vi="số hồ sơ đã giải quyết xong", en="dossiers completed"),
            numerator="dossiers_completed",
            unit=Unit.COUNT,
            sources=(PORTAL,),
        ),
        Indicator(
            code="progress.handling_time",
            name=Label(vi="Thời gian giải quyết trung bình", en="Average handling time"),
            formula=Label(
                vi="số ngày giải quyết trung bình một hồ sơ", en="average days to handle a dossier"
            ),
            numerator="average_handling_days",
            unit=Unit.DAYS,
            sources=(PORTAL,),
        ),
    ),
)

ONLINE_SERVICES = Group(
    code="online_services",
    name=Label(vi="Cung cấp dịch vụ công trực tuyến", en="Online services"),
    max_points=12,
    indicators=(
        Indicator(
            code="online_services.provided",
            name=Label(vi="TTHC cung cấp dịch vụ công trực tuyến", en="Procedures provided online"),
            formula=Label(
                vi="(số TTHC trực tuyến một phần + số TTHC trực tuyến toàn trình) / "
                "số TTHC thuộc thẩm quyền",
                en="(procedures partly online + procedures fully online) / procedures in scope",
            ),
            numerator=("procedures_partly_online", "procedures_fully_online"),
            denominator="procedures_in_scope",
            max_points=2,
            target=0.8,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(groups=6),
        ),
        Indicator(
            code="online_services.used",
            name=Label(
                vi="DVC trực tuyến có phát sinh hồ sơ", en="Online services that received dossiers"
            ),
            formula=Label(
                vi="số DVC trực tuyến có phát sinh hồ sơ trực tuyến / số DVC trực tuyến",
                en="online services that received dossiers online / online services",
            ),
            numerator="services_used_online",
            denominator="services_online",
            max_points=4,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(groups=6),
        ),
        Indicator(
            code="online_services.submitted",
            name=Label(vi="Hồ sơ nộp trực tuyến", en="Dossiers submitted online"),
            formula=Label(
                vi="số hồ sơ nộp trực tuyến / số hồ sơ đã tiếp nhận",
                en="dossiers submitted online / dossiers received",
            ),
            numerator="dossiers_submitted_online",
            denominator="dossiers_received",
            max_points=6,
            target=0.5,
            when_empty=Empty.UNSCORED,
            sources=(DECISION, DESCRIPTION, PORTAL),
            evidence=Evidence(
                groups=6,
                note=Label(vi="Tất cả đều trên 50%.", en="All of them above the target."),
                unconfirmed=Label(
                    vi="Mức 50% chỉ có trong phần mô tả của Cổng DVCQG.",
                    en="The target of 50%: the portal's description alone says it.",
                ),
            ),
        ),
        Indicator(
            code="online_services.submitted_directly",
            name=Label(vi="Hồ sơ nộp trực tiếp", en="Dossiers submitted directly"),
            formula=Label(
                vi="số hồ sơ nộp trực tiếp / số hồ sơ đã tiếp nhận",
                en="dossiers submitted directly / dossiers received",
            ),
            numerator="dossiers_submitted_directly",
            denominator="dossiers_received",
            sources=(PORTAL,),
        ),
        Indicator(
            code="online_services.submitted_by_post",
            name=Label(vi="Hồ sơ nộp qua bưu chính", en="Dossiers submitted by post"),
            formula=Label(
                vi="số hồ sơ nộp qua dịch vụ bưu chính công ích / số hồ sơ đã tiếp nhận",
                en="dossiers submitted by post / dossiers received",
            ),
            numerator="dossiers_submitted_by_post",
            denominator="dossiers_received",
            sources=(PORTAL,),
        ),
        Indicator(
            code="online_services.submitted_otherwise",
            name=Label(
                vi="Hồ sơ nộp trực tiếp và theo hình thức khác",
                en="Dossiers submitted directly or otherwise",
            ),
            formula=Label(
                vi="(số hồ sơ nộp trực tiếp + số hồ sơ nộp qua bưu chính) / số hồ sơ đã tiếp nhận",
                en="(dossiers submitted directly + dossiers submitted by post) / dossiers received",
            ),
            numerator=("dossiers_submitted_directly", "dossiers_submitted_by_post"),
            denominator="dossiers_received",
            sources=(NOTICE,),
        ),
        Indicator(
            code="online_services.on_time",
            name=Label(vi="Hồ sơ trực tuyến xử lý đúng hạn", en="Online dossiers on time"),
            formula=Label(
                vi="số hồ sơ trực tuyến xử lý đúng hạn / số hồ sơ nộp trực tuyến",
                en="online dossiers on time / dossiers submitted online",
            ),
            numerator="online_dossiers_on_time",
            denominator="dossiers_submitted_online",
            sources=(PORTAL, NOTICE),
        ),
        Indicator(
            code="online_services.overdue",
            name=Label(vi="Hồ sơ trực tuyến xử lý quá hạn", en="Online dossiers overdue"),
            formula=Label(
                vi="số hồ sơ trực tuyến xử lý quá hạn / số hồ sơ nộp trực tuyến",
                en="online dossiers overdue / dossiers submitted online",
            ),
            numerator="online_dossiers_overdue",
            denominator="dossiers_submitted_online",
            sources=(PORTAL, NOTICE),
        ),
    ),
)

ONLINE_PAYMENT = Group(
    code="online_payment",
    name=Label(vi="Thanh toán trực tuyến", en="Online payment"),
    max_points=10,
    # Rounding(percent_decimals=2) fits one published group more than the rule of the other groups,
    # and one figure is too little to take it for the rule.
    rounding=None,
    evidence=Evidence(
        groups=197,
        note=Label(
            vi="197 trên 199 điểm nhóm khớp; 198 nếu làm tròn tỷ lệ phần trăm trước "
            "(208/244, 9/35, 4/35: công bố 6,05, tính được 6,04).",
            en="197 of 199 published groups agree; 198 if the percentage is rounded first "
            "(208/244, 9/35, 4/35: published 6.05, computed 6.04).",
        ),
        unconfirmed=Label(
            vi="Cổng DVCQG có thể làm tròn tỷ lệ phần trăm trước khi tính điểm.",
            en="The portal may round the percentage before it computes the points.",
        ),
    ),
    indicators=(
        Indicator(
            code="online_payment.offered",
            name=Label(
                vi="TTHC có nghĩa vụ tài chính được thanh toán trực tuyến",
                en="Procedures with fees that can be paid online",
            ),
            formula=Label(
                vi="số TTHC được cung cấp thanh toán trực tuyến / số TTHC có nghĩa vụ tài chính",
                en="procedures payable online / procedures with fees",
            ),
            numerator="procedures_payable_online",
            denominator="procedures_with_fees",
            max_points=2,
            target=0.8,
            when_empty=Empty.ZERO,
            evidence=Evidence(
                groups=197,
                unconfirmed=Label(
                    vi="Chưa thấy đơn vị nào đạt mức 80%.",
                    en="The cap: no unit reached the target.",
                ),
            ),
        ),
        Indicator(
            code="online_payment.used",
            name=Label(
                vi="TTHC có giao dịch thanh toán trực tuyến",
                en="Procedures with online payments made",
            ),
            formula=Label(
                vi="số TTHC có giao dịch thanh toán trực tuyến / "
                "số TTHC có phát sinh hồ sơ phải nộp phí, lệ phí",
                en="procedures paid online / procedures that had dossiers with fees",
            ),
            numerator="procedures_paid_online",
            denominator="procedures_with_fee_dossiers",
            max_points=2,
            target=0.8,
            when_empty=Empty.ZERO,
            sources=(DECISION, PORTAL, NOTICE),
            evidence=Evidence(
                groups=197,
                note=Label(
                    vi="4 đơn vị đạt mức tối đa. Mẫu số (totalFeeDossierFormalityDistinct) luôn bằng "
                    "số TTHC có nghĩa vụ tài chính; trong văn bản của Sơn Dương hai số khác nhau "
                    "(126 và 92).",
                    en="The cap was reached in 4. The denominator (totalFeeDossierFormalityDistinct) "
                    "equals procedures_with_fees in all of them; in the notice of Sơn Dương the two "
                    "differ (126 and 92).",
                ),
            ),
        ),
        Indicator(
            code="online_payment.paid",
            name=Label(vi="Hồ sơ thanh toán trực tuyến", en="Dossiers paid online"),
            formula=Label(
                vi="số hồ sơ thanh toán trực tuyến / số hồ sơ có nghĩa vụ tài chính",
                en="dossiers paid online / dossiers with fees",
            ),
            numerator="dossiers_paid_online",
            denominator="dossiers_with_fees",
            max_points=6,
            target=1.0,
            when_empty=Empty.ZERO,
            evidence=Evidence(groups=197, empty=25),
        ),
    ),
)

SATISFACTION = Group(
    code="satisfaction",
    name=Label(vi="Mức độ hài lòng", en="Satisfaction"),
    max_points=18,
    indicators=(
        Indicator(
            code="satisfaction.petitions_on_time",
            name=Label(vi="Phản ánh, kiến nghị xử lý đúng hạn", en="Petitions handled on time"),
            formula=Label(
                vi="số phản ánh, kiến nghị xử lý đúng hạn / số phản ánh, kiến nghị đã xử lý",
                en="petitions handled on time / petitions handled",
            ),
            numerator="petitions_on_time",
            denominator="petitions_handled",
            max_points=6,
            target=1.0,
            when_empty=Empty.FULL,
            evidence=Evidence(indicators=119, empty=87),
        ),
        Indicator(
            code="satisfaction.petitions",
            name=Label(
                vi="Hài lòng trong xử lý phản ánh, kiến nghị",
                en="Satisfaction with the handling of petitions",
            ),
            formula=Label(
                vi="số phản ánh, kiến nghị được đánh giá hài lòng / số phản ánh, kiến nghị đã trả lời",
                en="petitions answered to satisfaction / petitions answered",
            ),
            numerator="petitions_satisfied",
            denominator="petitions_answered",
            max_points=6,
            target=1.0,
            when_empty=Empty.FULL,
            evidence=Evidence(indicators=119, empty=87),
        ),
        Indicator(
            code="satisfaction.dossiers",
            name=Label(
                vi="Hài lòng trong tiếp nhận, giải quyết TTHC",
                en="Satisfaction with the handling of dossiers",
            ),
            formula=Label(
                vi="số hồ sơ được đánh giá hài lòng / số hồ sơ được đánh giá",
                en="dossiers assessed as satisfactory / dossiers assessed",
            ),
            numerator="dossiers_satisfied",
            denominator="dossiers_assessed",
            max_points=6,
            target=0.9,
            when_empty=Empty.ZERO,
            evidence=Evidence(indicators=119, empty=1),
        ),
        Indicator(
            code="satisfaction.petitions_about_procedures",
            name=Label(
                vi="Phản ánh, kiến nghị về quy định, TTHC",
                en="Petitions about regulations and procedures",
            ),
            formula=Label(
                vi="số phản ánh, kiến nghị về quy định, TTHC / số phản ánh, kiến nghị được phân loại",
                en="petitions about procedures / petitions classified",
            ),
            numerator="petitions_about_procedures",
            denominator="petitions_classified",
            sources=(PORTAL,),
        ),
        Indicator(
            code="satisfaction.petitions_about_staff",
            name=Label(
                vi="Phản ánh, kiến nghị về hành vi cán bộ, công chức",
                en="Petitions about the conduct of staff",
            ),
            formula=Label(
                vi="số phản ánh, kiến nghị về hành vi cán bộ, công chức / "
                "số phản ánh, kiến nghị được phân loại",
                en="petitions about staff / petitions classified",
            ),
            numerator="petitions_about_staff",
            denominator="petitions_classified",
            sources=(PORTAL,),
        ),
    ),
)

DIGITIZATION = Group(
    code="digitization",
    name=Label(vi="Số hóa hồ sơ", en="Digitization of dossiers"),
    max_points=22,
    indicators=(
        Indicator(
            code="digitization.results",
            name=Label(vi="Hồ sơ cấp kết quả điện tử", en="Dossiers with an electronic result"),
            formula=Label(
                vi="số hồ sơ cấp kết quả điện tử / số hồ sơ phải cấp kết quả",
                en="dossiers with an electronic result / dossiers that require a result",
            ),
            numerator="dossiers_with_eresult",
            denominator="dossiers_requiring_result",
            max_points=6,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(indicators=87),
        ),
        Indicator(
            code="digitization.components",
            name=Label(vi="Hồ sơ thực hiện số hóa", en="Dossiers digitized"),
            formula=Label(
                vi="số hồ sơ đã số hóa thành phần hồ sơ, kết quả / số hồ sơ phải số hóa",
                en="dossiers digitized / dossiers to be digitized",
            ),
            numerator="dossiers_digitized",
            denominator="dossiers_to_digitize",
            max_points=4,
            target=1.0,
            when_empty=Empty.UNSCORED,
            sources=(DECISION, PORTAL, DESCRIPTION),
            evidence=Evidence(
                indicators=87,
                note=Label(
                    vi="Phần mô tả của Cổng DVCQG ghi 80%; số liệu công bố bác bỏ mức này.",
                    en="The portal's description says 80%; the published figures refute it.",
                ),
            ),
        ),
        Indicator(
            code="digitization.certified_copies",
            name=Label(
                vi="Chứng thực bản sao điện tử từ bản chính",
                en="Electronic copies certified from originals",
            ),
            formula=Label(
                vi="số đơn vị cấp xã có chứng thực bản sao điện tử / số đơn vị cấp xã",
                en="communes that issue certified electronic copies / communes",
            ),
            numerator="communes_issuing_ecopies",
            denominator="communes",
            max_points=2,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(
                indicators=92,
                note=Label(
                    vi="Tất cả được công bố là 100%, không có số liệu kèm theo.",
                    en="All of them published as 100%, without counts.",
                ),
                unconfirmed=SLOPE,
            ),
        ),
        Indicator(
            code="digitization.reuse",
            name=Label(vi="Khai thác, sử dụng lại dữ liệu số hóa", en="Reuse of digitized data"),
            formula=Label(
                vi="số hồ sơ có khai thác, sử dụng lại dữ liệu số hóa / số hồ sơ có thể sử dụng lại",
                en="dossiers that reuse digitized data / dossiers that could",
            ),
            numerator="dossiers_reusing_data",
            denominator="dossiers_reusable",
            max_points=2,
            target=0.8,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(indicators=87),
        ),
        Indicator(
            code="digitization.sharing",
            name=Label(
                vi="Hồ sơ số hóa kết nối, chia sẻ để tái sử dụng",
                en="Digitized dossiers shared for reuse",
            ),
            formula=Label(
                vi="số hồ sơ số hóa đã kết nối, chia sẻ / số hồ sơ số hóa phải kết nối, chia sẻ",
                en="digitized dossiers shared / digitized dossiers to be shared",
            ),
            numerator="dossiers_shared",
            denominator="dossiers_to_share",
            max_points=4,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(
                indicators=87,
                note=Label(vi="Tất cả đều là 0%.", en="All of them 0%."),
                unconfirmed=SLOPE,
            ),
        ),
        Indicator(
            code="digitization.population_dossiers",
            name=Label(vi="Hồ sơ sử dụng dữ liệu dân cư", en="Dossiers that use population data"),
            formula=Label(
                vi="số hồ sơ sử dụng dữ liệu dân cư / số hồ sơ của công dân",
                en="dossiers that use population data / dossiers of citizens",
            ),
            numerator="dossiers_using_population_data",
            denominator="dossiers_for_citizens",
            max_points=2,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(indicators=87),
        ),
        Indicator(
            code="digitization.population_procedures",
            name=Label(
                vi="TTHC kết nối dữ liệu dân cư", en="Procedures connected to population data"
            ),
            formula=Label(
                vi="số TTHC kết nối dữ liệu dân cư / số TTHC dành cho công dân",
                en="procedures connected to population data / procedures for citizens",
            ),
            numerator="procedures_using_population_data",
            denominator="procedures_for_citizens",
            max_points=2,
            target=1.0,
            when_empty=Empty.UNSCORED,
            evidence=Evidence(indicators=81),
        ),
        Indicator(
            code="digitization.accounts",
            name=Label(
                vi="Tài khoản được xác thực với Cơ sở dữ liệu quốc gia về dân cư",
                en="Accounts authenticated against the national population database",
            ),
            formula=Label(
                vi="số tài khoản Cổng DVCQG được xác thực với Cơ sở dữ liệu quốc gia về dân cư",
                en="accounts authenticated against the national population database",
            ),
            numerator="accounts_authenticated",
            unit=Unit.COUNT,
            sources=(NOTICE,),
        ),
    ),
)

RULES = RuleSet(
    id="qd766-2026",
    name=Label(
        vi="Bộ chỉ số theo Quyết định 766/QĐ-TTg, cách tính điểm của Cổng DVCQG năm 2026",
        en="Index of Decision 766/QĐ-TTg, with the points that the national portal gave in 2026",
    ),
    groups=(
        TRANSPARENCY,
        PROGRESS,
        ONLINE_SERVICES,
        ONLINE_PAYMENT,
        SATISFACTION,
        DIGITIZATION,
    ),
    max_points=100,
    rounding=Rounding(decimals=2),
    sources=(DECISION, PORTAL),
    evidence=Evidence(
        indicators=1495,
        note=Label(
            vi="Làm tròn từng chỉ tiêu, rồi cộng: khớp mọi điểm công bố có mẫu số dương. "
            "Cộng trước rồi mới làm tròn bị số liệu bác bỏ (chỉ khớp 58 trên 92 điểm nhóm số hóa).",
            en="Rounding each indicator and then adding agrees with every published figure that has "
            "a denominator. Adding first and rounding once is refuted (58 of 92 digitization groups).",
        ),
        unconfirmed=Label(
            vi="Cách Cổng DVCQG quy đổi tỷ lệ ra điểm trong các năm 2022-2025: "
            "văn bản tháng 3/2024 của huyện Sơn Dương cho thấy khi đó tính khác. "
            "Phần mô tả của Cổng DVCQG coi một số chỉ tiêu là của riêng cấp tỉnh; "
            "trong số liệu năm 2026, cấp xã được chấm mọi chỉ tiêu.",
            en="How the portal turned rates into points in 2022-2025: the notice of Sơn Dương "
            "district for March 2024 shows that it was another way. "
            "The portal's description marks some indicators as the province's alone; "
            "in the figures of 2026 communes are scored on all.",
        ),
    ),
)
