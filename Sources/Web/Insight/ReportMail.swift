import Base
import Domain
import Operations

/// A dashboard as a mail: sentences, figures, and pictures made of table cells, which every mail
/// program draws. No picture is fetched from anywhere.
struct ReportMail {
    private let name: String
    private let company: String
    private let span: String
    private let tiles: [DashboardTile]
    private let words: Words
    /// Where the same stands with all tables; nil where nobody has said the product's address.
    private let place: String?
    /// The address that ends it.
    private let ending: String?
    /// Whether a PDF was to go with it and could not be made.
    private let lacksFile: Bool

    init(
        _ dashboard: Dashboard, _ tiles: [DashboardTile], company: String, span: String,
        _ words: Words
    ) {
        name = dashboard.name[words.language]
        (self.company, self.span, self.tiles, self.words) = (company, span, tiles, words)
        (place, ending, lacksFile) = (nil, nil, false)
    }

    private init(_ mail: ReportMail, ending: String?, lacksFile: Bool) {
        (name, company, span, tiles) = (mail.name, mail.company, mail.span, mail.tiles)
        (words, place) = (mail.words, mail.place)
        (self.ending, self.lacksFile) = (ending, lacksFile)
    }

    /// As it is printed: a file is passed on, the address that ends the mails is not.
    func slides(on site: Site) -> [UInt8] {
        let slides = tiles.enumerated().map { DashboardPage.slide($1, $0, of: tiles.count, words) }
        return PrintedPage(site).html(
            "insight/slides",
            [
                "name": .string(name), "span": .string("\(company) · \(span)"),
                "tiles": .array(slides),
            ], title: name, words)
    }

    /// The same that says that its PDF could not be made.
    var withoutFile: ReportMail { ReportMail(self, ending: ending, lacksFile: true) }

    /// Computes the tiles for the period of the report, against the one before.
    init(_ due: DueReport, _ words: Words) async throws {
        let first = due.period.lowerBound.civil(in: due.zone).date.description
        let last = (due.period.upperBound - Span(microseconds: 1)).civil(in: due.zone).date
            .description
        var form = InsightForm(.init())
        (form["period"], form["from"], form["to"]) = ("custom", first, last)
        self.words = words
        name = due.dashboard.name[words.language]
        company = due.company
        span = first == last ? first : words("report.span", ["first": first, "last": last])
        tiles = try await DashboardPage.tiles(of: due.dashboard, form, due.desk, words)
        place =
            due.site.isEmpty
            ? nil : due.site + form.path(DashboardPage.place(of: due.dashboard.key))
        ending = due.ending
        lacksFile = false
    }

    /// The first number stands in the subject, so that the list of mails tells it.
    var subject: String {
        let number = tiles.first { $0.study.figure != nil }
        let told = number.map { "\($0.title) \($0.study.figure?.value ?? "")" }
        return words(
            "report.subject", ["company": company, "name": name, "span": span])
            + (told.map { words("report.told", ["number": $0]) } ?? "")
    }

    // MARK: - Plain

    var text: String {
        var lines = ["\(name) · \(span)", ""]
        for tile in tiles {
            lines.append("## \(tile.title)")
            lines += said(by: tile)
            lines.append("")
        }
        if lacksFile { lines.append(words["report.noFile"]) }
        if let place { lines.append(words("report.more", ["address": place])) }
        if let ending { lines.append(words("report.endPlain", ["address": ending])) }
        return lines.joined(separator: "\n")
    }

    private func said(by tile: DashboardTile) -> [String] {
        [tile.study.obstacle].compactMap(\.self) + tile.study.sentences
    }

    // MARK: - HTML

    var html: String {
        let style =
            "font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;"
            + "font-size:16px;line-height:1.5;color:#1b1f23;max-width:640px;margin:0 auto;"
            + "padding:16px"
        var out = "<!doctype html><html lang=\"\(words.language == "zh" ? "zh-CN" : "en")\"><head>"
        out += "<meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">"
        out += "<title>\(name.escapedMarkup)</title></head><body><div style=\"\(style)\">"
        out += "<h1 style=\"font-size:22px;margin:0\">\(name.escapedMarkup)</h1>"
        out += "<p style=\"margin:0 0 16px;opacity:.7\">\(company.escapedMarkup) · \(span)</p>"
        for tile in tiles { out += block(tile) }
        if lacksFile { out += "<p>\(words["report.noFile"].escapedMarkup)</p>" }
        if let place {
            out +=
                "<p><a href=\"\(place.escapedMarkup)\">\(words["report.open"].escapedMarkup)</a></p>"
        }
        if let ending {
            out += "<p style=\"font-size:13px;opacity:.7\"><a href=\"\(ending.escapedMarkup)\">"
            out += "\(words["report.end"].escapedMarkup)</a></p>"
        }
        return out + "</div></body></html>"
    }

    private func block(_ tile: DashboardTile) -> String {
        var out = "<h2 style=\"font-size:17px;margin:24px 0 4px\">\(tile.title.escapedMarkup)</h2>"
        if let figure = tile.study.figure {
            out +=
                "<p style=\"margin:0\"><b style=\"font-size:32px\">\(figure.value.escapedMarkup)</b>"
            out += " <span style=\"opacity:.7\">\(figure.evidence.escapedMarkup)</span></p>"
        }
        for sentence in said(by: tile) {
            out += "<p style=\"margin:4px 0\">\(sentence.escapedMarkup)</p>"
        }
        return out + (tile.section.map(picture) ?? "")
    }

    /// Bars, one below the other for groups, side by side over time. What bars cannot show – maps,
    /// shares side by side, two lines – is told as its table.
    private func picture(_ section: Study.Section) -> String {
        let rows = section.rows.map { row in
            (
                row: row,
                point: row.data.first { $0.name == "point" }.flatMap { $0.value.number }
            )
        }
        guard let kind = section.picture?.kind, rows.contains(where: { $0.point != nil }) else {
            return ""
        }
        if kind == "band" || kind == "control" {
            return course(rows.map { ($0.row.label, $0.point) })
        }
        let shown = rows.prefix(ReportMail.mostRows)
        let told = shown.map { ReportMail.told($0.row, $0.point) }
        guard kind == "bars" || kind == "columns", !told.contains(nil) else {
            return table(section)
        }
        return bars(
            zip(shown, told).map { (label: $0.row.label, point: $0.point, told: $1 ?? "") })
    }

    private static let mostRows = 12

    /// The cell that says what the bar shows; nil where none does.
    private static func told(_ row: Study.Row, _ point: Double?) -> String? {
        guard let point else { return row.cells.first?.text }
        return row.cells.first { cell in
            cell.raw.number.map { abs($0 - point) <= 1e-5 * max(1, abs(point)) } ?? false
        }?.text
    }

    private func table(_ section: Study.Section) -> String {
        var out = "<table cellpadding=\"4\" cellspacing=\"0\" width=\"100%\" "
        out += "style=\"font-size:13px;border-collapse:collapse\"><tr>"
        for column in section.columns {
            out += "<th align=\"\(column.isNumber ? "right" : "left")\">"
            out += "\(column.title.escapedMarkup)</th>"
        }
        out += "</tr>"
        for row in section.rows.prefix(ReportMail.mostRows) {
            out += "<tr><th align=\"left\" scope=\"row\">\(row.label.escapedMarkup)</th>"
            for (cell, column) in zip(row.cells, section.columns.dropFirst()) {
                out += "<td align=\"\(column.isNumber ? "right" : "left")\">"
                out += "\(cell.text.escapedMarkup)</td>"
            }
            out += "</tr>"
        }
        return out + "</table>"
    }

    private func bars(_ rows: [(label: String, point: Double?, told: String)]) -> String {
        let most = rows.compactMap { $0.point.map(abs) }.max() ?? 0
        var out = "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" width=\"100%\" "
        out += "style=\"font-size:14px\">"
        for (label, point, told) in rows {
            let width = most > 0 ? Int((100 * abs(point ?? 0) / most).rounded()) : 0
            let colour = (point ?? 0) < 0 ? "#b3261e" : "#0f62a8"
            out += "<tr><td width=\"35%\" style=\"padding:2px 8px 2px 0\">"
            out += "\(label.escapedMarkup)</td><td width=\"45%\">"
            if point != nil, width > 0 {
                out += "<div style=\"background:\(colour);height:12px;width:\(width)%\"></div>"
            }
            out += "</td><td align=\"right\" style=\"padding-left:8px\">"
            out += "\(told.escapedMarkup)</td></tr>"
        }
        return out + "</table>"
    }

    /// From the lowest to the highest value; what is hidden is a gap.
    private func course(_ all: [(label: String, point: Double?)]) -> String {
        let steps = all.suffix(40)
        let values = steps.compactMap(\.point)
        guard let low = values.min(), let high = values.max() else { return "" }
        var out = "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"1\" width=\"100%\" "
        out += "style=\"table-layout:fixed\"><tr valign=\"bottom\">"
        for step in steps {
            let height = step.point.map { point in
                high > low ? 8 + Int((56 * (point - low) / (high - low)).rounded()) : 32
            }
            out += "<td height=\"64\">"
            if let height {
                out += "<div style=\"background:#0f62a8;height:\(height)px\"></div>"
            }
            out += "</td>"
        }
        out += "</tr></table><p style=\"font-size:13px;opacity:.7;margin:2px 0\">"
        let first = steps.first?.label ?? ""
        let last = steps.last?.label ?? ""
        return out
            + words(
                "report.course",
                [
                    "first": first, "last": last, "low": Study.signed(low.fixed(1)),
                    "high": Study.signed(high.fixed(1)),
                ]
            ).escapedMarkup + "</p>"
    }
}
