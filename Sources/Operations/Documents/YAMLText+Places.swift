import Base

extension YAMLText {
    /// A part with what holds it.
    struct Place {
        enum Holder {
            case root
            case entry(Int, of: [Part.Entry])
            case element(Int, of: Part)
        }

        let part: Part
        let holder: Holder
        /// Column of the key or the dash; -1 at the root.
        let indent: Int
        /// Whether it stands between braces or brackets.
        let inFlow: Bool

        var entry: Part.Entry? {
            if case .entry(let number, let entries) = holder { entries[number] } else { nil }
        }
    }

    func place(at path: DocumentPath) -> Place? {
        var place = Place(part: root, holder: .root, indent: -1, inFlow: false)
        for step in path.steps {
            let inFlow = place.inFlow || isFlow(place.part)
            switch (step, place.part.content) {
            case (.member(let name), .mapping(let entries)):
                guard let number = entries.firstIndex(where: { $0.key == name }) else { return nil }
                place = Place(
                    part: entries[number].value, holder: .entry(number, of: entries),
                    indent: column(entries[number].start), inFlow: inFlow)
            case (.index(let index), .sequence(let elements)):
                guard elements.indices.contains(index) else { return nil }
                place = Place(
                    part: elements[index], holder: .element(index, of: place.part),
                    indent: column(place.part.start), inFlow: inFlow)
            default: return nil
            }
        }
        return place
    }

    func end(of place: Place) -> Int {
        end(of: place.part, indent: place.indent, inFlow: place.inFlow)
    }

    /// The dash of an element of a list in lines; nil where it shares its line with another.
    func dash(of element: Part, in list: Part) -> Int? {
        let column = column(list.start)
        var start = lineStart(min(element.start, bytes.count))
        while true {
            let dash = start + column
            if dash < bytes.count, bytes[dash] == UInt8(ascii: "-"), isBlank(start..<dash) {
                return dash
            }
            guard start > list.start, start > 0 else { return nil }
            start = lineStart(start - 1)
        }
    }

    /// The lines of an element, with the comments above it that speak of it, but for the last
    /// line break.
    func lines(of place: Place) -> Range<Int>? {
        guard case .element(_, let list) = place.holder, !isFlow(list),
            let dash = dash(of: place.part, in: list)
        else { return nil }
        return lead(dash, column: place.indent)..<lineEnd(max(end(of: place), dash))
    }

    /// Other signs in place of a range of bytes.
    struct Splice {
        let range: Range<Int>
        let text: String
    }

    func replacing(_ range: Range<Int>, with text: String) -> Splice {
        Splice(range: range, text: text)
    }

    /// Everything written anew.
    func whole(_ bytes: [UInt8]) -> Splice {
        Splice(range: 0..<self.bytes.count, text: String(decoding: bytes, as: UTF8.self))
    }

    /// The text with other signs in several places.
    /// - Returns: nil where two places run into one another.
    func applying(_ splices: [Splice]) -> [UInt8]? {
        var out: [UInt8] = []
        var at = 0
        for splice in splices.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard splice.range.lowerBound >= at else { return nil }
            out += bytes[at..<splice.range.lowerBound]
            out += splice.text.utf8
            at = splice.range.upperBound
        }
        return out + bytes[at...]
    }

    /// Without the lines of a range and the break after them.
    func without(lines range: Range<Int>) -> Splice {
        let end = min(range.upperBound + 1, bytes.count)
        // The last line of a text without a break at its end takes the one before it along.
        let start =
            range.upperBound == bytes.count && range.lowerBound > 0
            ? range.lowerBound - 1 : range.lowerBound
        return replacing(start..<end, with: "")
    }
}
