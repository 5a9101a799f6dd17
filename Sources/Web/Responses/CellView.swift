import Base
import Domain

/// One value of an answer as its template shows it: steps, options, boxes or a field.
struct CellView {
    let item: Item
    let cell: Item.Cell
    /// The line's own words for the ends of the scale.
    let ends: Item.Ends?
    let id: String
    /// What the field holds now.
    let chosen: [String]
    let describedBy: String?
    let isInvalid: Bool
    let texts: ItemView.Texts
    let language: String
    let words: Words
    let files: [ID<Attachment>: Attachment]
    let pictures: String
    /// What was written on a refused page, by field name.
    let typed: [String: [String]]?

    var name: String { AnswerRequest.prefix + cell.name }

    private enum Shape: String, CaseIterable {
        case scale, choices, boxes, dropdown, box, ranks, line, lines, files, sign
    }

    private var shape: Shape {
        switch cell.kind {
        case .nps, .csat, .ces, .rating: isWorded ? .choices : .scale
        case .single: isDropdown ? .dropdown : .choices
        case .yesNo: .choices
        case .multiple: .boxes
        case .consent: .box
        case .ranking: .ranks
        case .longText: .lines
        case .file: .files
        case .signature: .sign
        case .text, .mail, .phone, .number, .date, .time, .matrix, .pairs, .kano, .constantSum,
            .maxdiff, .statement:
            .line
        }
    }

    private var isDropdown: Bool {
        item.display == .dropdown || item.options.contains { !$0.groups.isEmpty }
    }

    /// Whether one label names it all.
    var isOneInput: Bool {
        switch shape {
        case .line, .lines: true
        // A cascade becomes several lists where the script can run.
        case .dropdown: item.display != .cascade
        case .scale, .choices, .boxes, .box, .ranks, .files, .sign: false
        }
    }

    /// A short scale with words for each step reads better as a list than as a row of numbers.
    private var isWorded: Bool {
        guard item.display == .numbers || item.display == .list,
            let scale = item.scale(of: cell)
        else {
            return false
        }
        return !item.kind.hasRows && scale.points <= 7 && scale.labels.count == scale.points
    }

    var json: JSON {
        var context: [String: JSON] = [
            "cellID": .string(id), "name": .string(name), "cellFault": .optional(describedBy),
            "isCellInvalid": .bool(isInvalid), "isCompact": .bool(item.kind.hasRows),
            "absences": .array(absences(isBox: shape == .line)), "options": [], "groups": [],
            "hasPictures": .bool(item.options.contains { $0.picture != nil }),
            "levels": .null, "labelledBy": .null, "areas": areas,
        ]
        // Absent names would be looked for in the page around; see JSON.child.
        for other in Shape.allCases { context["is_\(other.rawValue)"] = .bool(other == shape) }
        switch shape {
        case .scale: context.merge(steps) { $1 }
        case .choices:
            context["options"] = .array(choices + absences(isBox: false))
        case .boxes: context["options"] = .array(choices + absences(isBox: true))
        case .dropdown:
            context["groups"] = groups
            context["none"] = .string(words["answer.choose"])
            guard item.display == .cascade else { break }
            context["levels"] = .string(JSON.array(item.levels.map { .string(texts($0)) }).text)
            context["labelledBy"] = .string("\(id)-title")
            // The group around it has the plain one.
            context["cellID"] = .string("\(id)-list")
        case .files: context.merge(fileField) { $1 }
        case .sign: context.merge(signatureField) { $1 }
        case .box: context["isChosen"] = .bool(chosen.contains("yes"))
        case .ranks: context["ranks"] = ranks
        case .line, .lines: context.merge(field) { $1 }
        }
        return AnswerPage.json(context)
    }

    // MARK: Choices

    private func option(
        _ value: String, _ title: String, _ end: String, isAlone: Bool = false,
        _ choice: Item.Choice? = nil
    ) -> JSON {
        [
            "value": .string(value), "optionTitle": .string(title),
            "optionID": .string("\(id)-\(end)"), "isChosen": .bool(chosen.contains(value)),
            "isAlone": .bool(isAlone), "isOwn": .bool(choice?.isOther == true),
            "picture": choice?.picture.map(picture) ?? .null,
        ]
    }

    private func picture(_ picture: Item.Picture) -> JSON {
        let isAttached = picture.attachment != nil
        return [
            "address": .string(isAttached ? pictures + picture.source : picture.source),
            "alt": .string(texts(picture.alt)),
        ]
    }

    /// The picture whose areas are the options.
    private var areas: JSON {
        guard let shown = item.picture else { return .null }
        var context = picture(shown).object ?? JSON.Object()
        context["places"] = .array(
            item.options(of: cell).enumerated().compactMap { place, choice in
                choice.area.map { area in
                    [
                        "of": .string("\(id)-\(place)"), "areaTitle": .string(texts(choice.title)),
                        "left": .number(area.left), "top": .number(area.top),
                        "width": .number(area.width), "height": .number(area.height),
                    ]
                }
            })
        return .object(context)
    }

    private var choices: [JSON] {
        switch cell.kind {
        case .yesNo:
            return [option("yes", words["answer.yes"], "0"), option("no", words["answer.no"], "1")]
        case .single, .multiple:
            return item.options(of: cell).enumerated().map {
                option($1.code, texts($1.title), "\($0)", isAlone: $1.isExclusive, $1)
            }
        default:
            guard let scale = item.scale(of: cell) else { return [] }
            return scale.steps.map { step in
                option(
                    "\(step)", scale.labels[step].map(texts) ?? "\(step)",
                    "\(step - scale.first)")
            }
        }
    }

    /// "Does not apply" and "I do not know", where they are answers.
    private func absences(isBox: Bool) -> [JSON] {
        var all: [JSON] = []
        if item.allowsNotApplicable {
            all.append(
                option(
                    Item.notApplicableText, words["answer.notApplicable"], "na", isAlone: isBox))
        }
        if item.allowsDontKnow {
            all.append(
                option(Item.dontKnowText, words["answer.dontKnow"], "dk", isAlone: isBox))
        }
        return all
    }

    /// The options of a drop-down, under the words that they have in common.
    private var groups: JSON {
        var groups: [(path: [String], options: [JSON])] = []
        for (place, choice) in item.options(of: cell).enumerated() {
            let path = choice.groups.map(texts)
            if groups.last?.path != path { groups.append((path, [])) }
            groups[groups.count - 1].options.append(
                option(choice.code, texts(choice.title), "\(place)", choice))
        }
        let absences = absences(isBox: false)
        if !absences.isEmpty { groups.append(([], absences)) }
        return .array(
            groups.map {
                [
                    "group": .optional(
                        $0.path.isEmpty ? nil : $0.path.joined(separator: " / ")),
                    "path": .string(JSON.array($0.path.map(JSON.string)).text),
                    "members": .array($0.options),
                ]
            })
    }

    /// One drop-down for each place of the order.
    private var ranks: JSON {
        guard case .count(let range) = item.bounds else { return [] }
        return .array(
            (0..<min(range.upperBound, item.options.count)).map { place in
                let own = place < chosen.count ? chosen[place] : ""
                return [
                    "rankID": .string("\(id)-rank\(place + 1)"),
                    "rankTitle": .string(words("answer.rank", ["rank": "\(place + 1)"])),
                    "none": .string(words["answer.choose"]),
                    "rankOptions": .array(
                        item.options.map {
                            [
                                "value": .string($0.code), "optionTitle": .string(texts($0.title)),
                                "isChosen": .bool($0.code == own),
                            ]
                        }),
                ]
            })
    }

    // MARK: Scales

    private var steps: [String: JSON] {
        guard let scale = item.scale(of: cell) else { return [:] }
        let low = ends.map { texts($0.low) } ?? end(scale.first, "low", scale)
        let high = ends.map { texts($0.high) } ?? end(scale.last, "high", scale)
        return [
            "low": .string(low), "high": .string(high), "count": .integer(scale.points),
            "isNumbers": .bool(item.display != .stars && item.display != .smileys),
            "isStars": .bool(item.display == .stars),
            "isSmileys": .bool(item.display == .smileys),
            "steps": .array(
                scale.steps.map { step in
                    [
                        "value": .integer(step), "optionID": .string("\(id)-\(step)"),
                        "isChosen": .bool(chosen.contains("\(step)")),
                        "spoken": .string(
                            step == scale.first
                                ? low
                                : step == scale.last ? high : scale.labels[step].map(texts) ?? ""),
                        "mouth": .string(CellView.mouth(step - scale.first, of: scale.points)),
                    ]
                }),
        ]
    }

    private func end(_ step: Int, _ end: String, _ scale: Scale) -> String {
        scale.labels[step].map(texts) ?? words["answer.\(item.kind.rawValue).\(end)"]
    }

    /// The mouth of a face of 24 units: from drawn down at the first step to a smile at the last.
    private static func mouth(_ step: Int, of points: Int) -> String {
        let bend = Double(step) / Double(max(1, points - 1)) * 2 - 1
        let corner = ((15.5 - bend * 1.5) * 10).rounded() / 10
        let middle = ((15.5 + bend * 4) * 10).rounded() / 10
        return "M7.5 \(corner)Q12 \(middle) 16.5 \(corner)"
    }

    // MARK: Written answers

    private var field: [String: JSON] {
        let absent = [Item.notApplicableText, Item.dontKnowText]
        let isAbsent = item.allowsNotApplicable || item.allowsDontKnow
        var context: [String: JSON] = [
            "type": "text", "mode": "text", "most": .null, "first": .null, "last": .null,
            "step": .null, "autocomplete": .null, "isSlider": .bool(item.display == .slider),
            "value": .string(chosen.first { !isAbsent || !absent.contains($0) } ?? ""),
            "isCellRequired": .bool(item.isRequired),
        ]
        switch cell.kind {
        case .mail:
            context["type"] = "email"
            context["mode"] = "email"
            context["autocomplete"] = "email"
        case .phone:
            context["type"] = "tel"
            context["mode"] = "tel"
            context["autocomplete"] = "tel"
        case .number: context["mode"] = "decimal"
        case .date: context["type"] = "date"
        case .time: context["type"] = "time"
        default: break
        }
        context.merge(bounds) { $1 }
        return context
    }

    private var bounds: [String: JSON] {
        switch item.bounds {
        case .length(let characters): ["most": .integer(characters)]
        case .days(let low, let high):
            [
                "first": .optional(low == "0001-01-01" ? nil : low),
                "last": .optional(high == "9999-12-31" ? nil : high),
            ]
        case .times(let low, let high):
            [
                "first": .optional(low == "00:00" ? nil : low),
                "last": .optional(high == "23:59" ? nil : high),
            ]
        case .range(let range, let step) where item.display == .slider:
            [
                "first": .string(JSON.number(range.lowerBound).text),
                "last": .string(JSON.number(range.upperBound).text),
                "step": .string(step > 0 ? JSON.number(step).text : "any"),
            ]
        default: [:]
        }
    }
}
