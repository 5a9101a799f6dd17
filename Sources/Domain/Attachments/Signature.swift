import Base

/// A name signed by hand or typed. Both become a drawing made here: of what comes from outside
/// only points and letters go into it.
public struct Signature: Hashable, Sendable {
    /// Of the field it is drawn in, in units.
    public static let width = 600
    public static let height = 200
    /// Bytes of a path; a long signature has some 4,000.
    static let pathMost = 20_000
    /// Characters of a typed name.
    public static let nameMost = 100

    /// The typed name; nil where it was drawn.
    public let name: String?
    private let path: String

    /// - Parameter drawn: lines as `M10 20L30 40 50 60`: whole numbers within the field, and no
    ///   other command.
    public init?(drawn: String) {
        guard drawn.utf8.count <= Signature.pathMost, Signature.isPath(drawn) else { return nil }
        name = nil
        path = drawn
    }

    public init?(typed: String) {
        // A line of letters that an SVG can hold.
        let words = typed.cleaned.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isHeld = words.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .format && scalar.value & 0xFFFE != 0xFFFE
        }
        guard isHeld, (1...Signature.nameMost).contains(words.count),
            words.contains(where: \.isLetter)
        else { return nil }
        name = words
        path = ""
    }

    private static func isPath(_ text: String) -> Bool {
        var lines = 0
        var numbers: [Int] = []
        var digits = 0
        var isOpen = false
        func isWhole() -> Bool { numbers.count >= 4 && numbers.count.isMultiple(of: 2) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "M"):
                guard !isOpen || isWhole() else { return false }
                (numbers, digits, isOpen) = ([], 0, true)
                lines += 1
            case UInt8(ascii: "L"):
                guard isOpen, numbers.count == 2, digits > 0 else { return false }
                digits = 0
            case UInt8(ascii: " "):
                guard digits > 0 else { return false }
                digits = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard isOpen, digits < 3 else { return false }
                let digit = Int(byte - UInt8(ascii: "0"))
                if digits == 0 {
                    numbers.append(digit)
                } else {
                    numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + digit
                }
                digits += 1
                let limit = numbers.count.isMultiple(of: 2) ? height : width
                guard numbers[numbers.count - 1] <= limit else { return false }
            default: return false
            }
        }
        return lines > 0 && digits > 0 && isWhole()
    }

    /// The whole drawing.
    public var svg: String {
        let (width, height) = (Signature.width, Signature.height)
        let start = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
            width="\(width)" height="\(height)"><path fill="#fff" d="M0 0h\(width)v\(height)H0z"/>
            """
        guard let name else {
            return start + """
                <path d="\(path)" fill="none" stroke="#111" stroke-width="3" \
                stroke-linecap="round" stroke-linejoin="round"/></svg>
                """
        }
        let size = min(72, width * 9 / 10 / max(1, name.count))
        return start + """
            <text x="\(width / 2)" y="\(height / 2)" text-anchor="middle" \
            dominant-baseline="central" font-family="cursive" font-size="\(size)" \
            fill="#111">\(name.escapedMarkup)</text></svg>
            """
    }
}
