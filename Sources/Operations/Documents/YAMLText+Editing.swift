import Base

/// Changes of one place. Each is made in the text itself where that can be done, then read again
/// and held against the same change of the values; what does not read as it should is written
/// anew from the nearest part that does, and the comments that this costs are told.
extension YAMLText {
    /// - Returns: the text after the change, and the comments that it costs beyond those of what
    ///   was taken away.
    /// - Throws: `Refusal` where the path leads nowhere.
    func edited(by edit: DocumentEdit) throws(Refusal) -> (text: YAMLText, lost: [String]) {
        guard let expected = json.edited(by: edit), expected.object != nil else {
            throw .invalid(edit.path.description, "noSuchPlace")
        }
        if expected == json { return (self, []) }
        if let spliced = spliced(edit), let read = read(spliced, as: expected) {
            return (read, mayCost(edit) ? cost(of: read) : [])
        }
        var path = common(edit)
        while true {
            if let value = expected[path: path], let place = place(at: path),
                let read = read(replacing(place, value), as: expected)
            {
                return (read, cost(of: read))
            }
            guard !path.isRoot else { break }
            path = path.parent
        }
        guard let whole = read(whole(Array(YAMLWriter.document(expected).utf8)), as: expected)
        else {
            throw .invalid(edit.path.description, "notWritable")
        }
        return (whole, cost(of: whole))
    }

    private func read(_ splice: Splice?, as expected: JSON) -> YAMLText? {
        guard let splice else { return nil }
        return read([splice], as: expected)
    }

    private func read(_ splices: [Splice], as expected: JSON) -> YAMLText? {
        guard let bytes = applying(splices),
            let read = try? YAMLText(String(decoding: bytes, as: UTF8.self))
        else {
            return nil
        }
        return read.json.holdsTheSame(as: expected) ? read : nil
    }

    /// Many places set at once, each another: read again only once where they do not run into one
    /// another.
    /// - Returns: the text after the changes, and the comments that they cost.
    func edited(
        bySetting values: [(path: DocumentPath, value: JSON)]
    ) throws(Refusal) -> (text: YAMLText, lost: [String]) {
        let edits = values.map { DocumentEdit.set($0.path, $0.value) }
        let splices = edits.compactMap(spliced)
        let expected = edits.reduce(json as JSON?) { $0?.edited(by: $1) }
        if splices.count == edits.count, let expected, let read = read(splices, as: expected) {
            return (read, cost(of: read))
        }
        var (text, lost) = (self, [String]())
        for edit in edits {
            let made = try text.edited(by: edit)
            text = made.text
            lost += made.lost
        }
        return (text, lost)
    }

    /// Whether comments of what stays could go with the change.
    private func mayCost(_ edit: DocumentEdit) -> Bool {
        switch edit {
        case .set(let path, _):
            if case .scalar? = place(at: path)?.part.content { false } else { true }
        case .move: true
        case .remove, .insert, .copy: false
        }
    }

    private func cost(of changed: YAMLText) -> [String] {
        var left = changed.comments()
        return comments().filter { comment in
            guard let found = left.firstIndex(of: comment) else { return true }
            left.remove(at: found)
            return false
        }
    }

    /// The nearest part that holds all that changes.
    private func common(_ edit: DocumentEdit) -> DocumentPath {
        switch edit {
        case .set(let path, _), .remove(let path), .insert(let path, _): return path.parent
        case .move(let path, let target), .copy(let path, let target):
            let shared = zip(path.parent.steps, target.parent.steps).prefix { $0 == $1 }.map(\.0)
            return DocumentPath(shared)
        }
    }

    private func spliced(_ edit: DocumentEdit) -> Splice? {
        switch edit {
        case .set(let path, let value): setting(path, value)
        case .remove(let path): removing(path)
        case .insert(let path, let value): inserting(value, at: path)
        case .move(let path, let target): moving(path, to: target)
        case .copy(let path, let target): copying(path, to: target)
        }
    }

    // MARK: Setting

    private func setting(_ path: DocumentPath, _ value: JSON) -> Splice? {
        if let place = place(at: path) { return replacing(place, value) }
        var (known, value) = (path, value)
        while case .member(let name)? = known.last {
            known = known.parent
            if let holder = place(at: known) {
                guard case .mapping(let entries) = holder.part.content, !entries.isEmpty else {
                    return replacing(
                        holder, .object(JSON.Object([.init(key: name, value: value)])))
                }
                return adding(name, value, to: holder, entries)
            }
            value = .object(JSON.Object([.init(key: name, value: value)]))
        }
        return nil
    }

    private func replacing(_ place: Place, _ value: JSON) -> Splice {
        let end = end(of: place)
        let isScalar = value.array == nil && value.object == nil
        if case .scalar = place.part.content, isScalar, !place.part.isEmpty {
            return replacing(
                place.part.start..<end, with: YAMLWriter.scalar(value, inFlow: place.inFlow))
        }
        switch place.holder {
        case .root: return whole(Array(YAMLWriter.document(value).utf8))
        case .entry(let number, let entries):
            let colon = colonEnd(of: entries[number])
            let text =
                place.inFlow
                ? " " + YAMLWriter.flow(value)
                : YAMLWriter.afterColon(value, indent: place.indent)
            return replacing(colon..<max(end, colon), with: text)
        case .element:
            let text =
                place.inFlow
                ? YAMLWriter.flow(value)
                : YAMLWriter.element(value, indent: place.indent + 2)
            return replacing(
                place.part.start..<end, with: place.part.isEmpty ? " " + text : text)
        }
    }

    private func adding(
        _ name: String, _ value: JSON, to place: Place, _ entries: [Part.Entry]
    ) -> Splice {
        let rank = { (key: String) in YAMLWriter.order.firstIndex(of: key) ?? Int.max }
        let before = entries.lastIndex { rank($0.key) <= rank(name) }
        let isFlow = place.inFlow || isFlow(place.part)
        let after = entries[before ?? 0]
        let column = column(after.start)
        guard isFlow else {
            let end = max(
                end(of: after.value, indent: column, inFlow: false), colonEnd(of: after))
            let text = YAMLWriter.entry(name, value, indent: column)
            return replacing(
                lineEnd(end)..<lineEnd(end),
                with: "\n" + String(repeating: " ", count: column) + text)
        }
        let text = YAMLWriter.flow(.object(JSON.Object([.init(key: name, value: value)])))
            .dropFirst().dropLast()
        guard before != nil else {
            return replacing(after.start..<after.start, with: text + ", ")
        }
        let end = max(end(of: after.value, indent: column, inFlow: true), colonEnd(of: after))
        return replacing(end..<end, with: ", " + text)
    }

    // MARK: Removing

    private func removing(_ path: DocumentPath) -> Splice? {
        guard let place = place(at: path), let above = self.place(at: path.parent) else {
            return nil
        }
        switch place.holder {
        case .root: return nil
        case .entry(let number, let entries):
            guard entries.count > 1 else { return replacing(above, .object(JSON.Object())) }
            let starts = entries.map(\.start)
            if isFlow(above.part) { return cut(number, starts, of: entries.map(\.value), place) }
            let start = starts[number]
            guard isBlank(lineStart(start)..<start) else {
                // It stands beside a dash, and the next one takes its place.
                guard number + 1 < starts.count else { return nil }
                return replacing(start..<starts[number + 1], with: "")
            }
            let end = lineEnd(max(end(of: place), colonEnd(of: entries[number])))
            return without(lines: lead(start, column: place.indent)..<end)
        case .element(let number, let list):
            guard case .sequence(let elements) = list.content else { return nil }
            guard elements.count > 1 else { return emptying(above, place) }
            if isFlow(list) { return cut(number, elements.map(\.start), of: elements, place) }
            return lines(of: place).map(without)
        }
    }

    /// Takes the only element out of a list; what stands beside the list's key stays.
    private func emptying(_ above: Place, _ place: Place) -> Splice {
        guard let entry = above.entry, let lines = lines(of: place),
            lineEnd(colonEnd(of: entry)) < lines.lowerBound
        else { return replacing(above, .array([])) }
        let colon = colonEnd(of: entry)
        let beside = String(decoding: bytes[colon..<lineEnd(colon)], as: UTF8.self)
        return replacing(colon..<lines.upperBound, with: " []" + beside)
    }

    /// Takes one of several out of braces or brackets, with a comma.
    private func cut(
        _ number: Int, _ starts: [Int], of parts: [Part], _ place: Place
    ) -> Splice {
        if number + 1 < starts.count {
            return replacing(starts[number]..<starts[number + 1], with: "")
        }
        let before = end(of: parts[number - 1], indent: place.indent, inFlow: true)
        return replacing(before..<max(before, end(of: place)), with: "")
    }

    // MARK: Inserting

    private func inserting(_ value: JSON, at path: DocumentPath) -> Splice? {
        guard let index = path.index else { return nil }
        guard let list = place(at: path.parent), case .sequence(let elements) = list.part.content,
            !elements.isEmpty
        else { return setting(path.parent, .array([value])) }
        guard isFlow(list.part) else {
            let column = column(list.part.start)
            let text =
                String(repeating: " ", count: column) + "- "
                + YAMLWriter.element(value, indent: column + 2)
            return inserting(lines: text, at: index, of: elements, list.part)
        }
        let text = YAMLWriter.flow(value)
        if index < elements.count {
            return replacing(elements[index].start..<elements[index].start, with: text + ", ")
        }
        let last = end(of: elements[elements.count - 1], indent: list.indent, inFlow: true)
        return replacing(last..<last, with: ", " + text)
    }

    private func inserting(
        lines text: String, at index: Int, of elements: [Part], _ list: Part
    ) -> Splice? {
        let column = column(list.start)
        if index < elements.count {
            guard let dash = dash(of: elements[index], in: list) else { return nil }
            let start = lead(dash, column: column)
            return replacing(start..<start, with: text + "\n")
        }
        let last = elements[elements.count - 1]
        guard let dash = dash(of: last, in: list) else { return nil }
        let end = lineEnd(max(end(of: last, indent: column, inFlow: false), dash))
        return replacing(end..<end, with: "\n" + text)
    }

    // MARK: Moving

    private func moving(_ path: DocumentPath, to target: DocumentPath) -> Splice? {
        guard let place = place(at: path), let value = json[path: path],
            let rest = removing(path),
            let left = read(rest, as: json.edited(by: .remove(path)) ?? .null)
        else { return nil }
        let placed = lines(of: place).flatMap {
            left.placing(bytes[$0], from: place.indent, at: target)
        }
        return (placed ?? left.inserting(value, at: target)).flatMap { left.applying([$0]) }
            .map(whole)
    }

    private func copying(_ path: DocumentPath, to target: DocumentPath) -> Splice? {
        guard let place = place(at: path), let value = json[path: path] else { return nil }
        guard let lines = lines(of: place) else { return inserting(value, at: target) }
        return placing(bytes[lines], from: place.indent, at: target)
            ?? inserting(value, at: target)
    }

    /// Puts lines of another list, as they were written, before an element.
    private func placing(
        _ lines: ArraySlice<UInt8>, from column: Int, at target: DocumentPath
    ) -> Splice? {
        guard let index = target.index, let list = place(at: target.parent),
            case .sequence(let elements) = list.part.content
        else { return nil }
        if elements.isEmpty {
            guard let entry = list.entry, !list.inFlow,
                let text = YAMLText.shifted(lines, by: list.indent + 2 - column)
            else { return nil }
            return replacing(colonEnd(of: entry)..<end(of: list), with: "\n" + text)
        }
        guard !isFlow(list.part),
            let text = YAMLText.shifted(lines, by: self.column(list.part.start) - column)
        else { return nil }
        return inserting(lines: text, at: index, of: elements, list.part)
    }

    /// Lines further in, or out; nil where one has no room for that.
    private static func shifted(_ lines: ArraySlice<UInt8>, by shift: Int) -> String? {
        var out: [UInt8] = []
        for (number, line) in lines.split(separator: 0x0A, omittingEmptySubsequences: false)
            .enumerated()
        {
            if number > 0 { out.append(0x0A) }
            let spaces = line.prefix { $0 == 0x20 }.count
            if spaces == line.count { continue }
            guard spaces + shift >= 0 else { return nil }
            out += [UInt8](repeating: 0x20, count: spaces + shift) + line.dropFirst(spaces)
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension JSON {
    /// Equal but for the order of members.
    func holdsTheSame(as other: JSON) -> Bool {
        switch (self, other) {
        case (.object(let a), .object(let b)):
            guard a.count == b.count else { return false }
            return a.members.allSatisfy { member in
                b[member.key].map { member.value.holdsTheSame(as: $0) } ?? false
            }
        case (.array(let a), .array(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.holdsTheSame(as: $1) }
        default: return self == other
        }
    }
}
