/// What is wrong with an expression, and at which character.
///
/// `code` is a key below `expression.` in the language files; `values` fill the sentence's slots:
/// - `empty` · `tooLong` (limit) · `tooDeep` (limit)
/// - `unfinished`: the text ends where a value is needed
/// - `valueExpected` (found) · `unexpected` (found) · `unknownSign` (found)
/// - `writeInstead` (found, instead): the sign of another language, such as `&&` for `and`
/// - `badNumber` (found) · `badName` · `unknownEscape` (found)
/// - `textNotClosed` · `nameNotClosed` · `parenthesisNotClosed` · `bracketNotClosed`
/// - `listElement`: a list may hold only numbers, texts, true and false
/// - `chainedComparison`: `a < b < c`
/// - `unknownFunction` (name) · `unknownFunctionSuggest` (name, suggestion)
/// - `argumentCount` (name, expected, found)
/// - `unknownName` (name) · `unknownNameSuggest` (name, suggestion)
/// - `wrongType` (expected, found) · `cannotCompare` (left, right) · `notOrdered` (found)
/// - `notCondition` (found): the whole is no condition
///
/// A type in `values` is the raw value of `ValueType`.
public struct ExpressionError: Error, Hashable, Sendable {
    /// Place of the first wrong character, counted in characters from 0.
    public let offset: Int
    /// How many characters are wrong; 0 at the end of the text.
    public let length: Int
    public let code: String
    public let values: [String: String]

    public init(offset: Int, length: Int, code: String, values: [String: String] = [:]) {
        self.offset = offset
        self.length = length
        self.code = code
        self.values = values
    }

    /// - Parameter range: bytes of `source`.
    init(
        _ code: String, _ values: [String: String] = [:], at range: Range<Int>, of source: String
    ) {
        func characters(_ bytes: Range<Int>) -> Int {
            String(
                decoding: source.utf8.dropFirst(bytes.lowerBound).prefix(bytes.count), as: UTF8.self
            )
            .count
        }
        self.init(
            offset: characters(0..<range.lowerBound), length: characters(range), code: code,
            values: values)
    }
}

extension ExpressionError: CustomStringConvertible {
    /// One plain English sentence, for logs and the command line.
    public var description: String { "\(sentence) at character \(offset + 1)" }

    private func slot(_ name: String) -> String { values[name] ?? "" }

    private var sentence: String {
        switch code {
        case "empty": "the expression is empty"
        case "tooLong": "the expression is longer than \(slot("limit")) bytes"
        case "tooDeep": "the expression is nested deeper than \(slot("limit")) levels"
        case "unfinished": "the expression ends where a value is needed"
        case "valueExpected": "a value is needed, not \(slot("found")),"
        case "unexpected": "unexpected \(slot("found"))"
        case "unknownSign": "unknown sign \(slot("found"))"
        case "writeInstead": "write \(slot("instead")) instead of \(slot("found"))"
        case "badNumber": "\(slot("found")) is no number"
        case "badName": "a name is needed after the point"
        case "unknownEscape": "unknown escape \(slot("found"))"
        case "textNotClosed": "the closing quote is missing of the text"
        case "nameNotClosed": "the closing back-quote is missing of the name"
        case "parenthesisNotClosed": "the closing parenthesis is missing of the one"
        case "bracketNotClosed": "the closing bracket is missing of the list"
        case "listElement": "a list may hold only numbers, texts, true and false, not this"
        default: checkSentence
        }
    }

    private var checkSentence: String {
        switch code {
        case "chainedComparison": "write a < b and b < c instead of a second comparison"
        case "unknownFunction": "unknown function \(slot("name"))"
        case "unknownFunctionSuggest":
            "unknown function \(slot("name")), did you mean \(slot("suggestion")),"
        case "argumentCount":
            "\(slot("name")) takes \(slot("expected")) values, not \(slot("found")),"
        case "unknownName": "unknown name \(slot("name"))"
        case "unknownNameSuggest":
            "unknown name \(slot("name")), did you mean \(slot("suggestion")),"
        case "wrongType": "a \(slot("expected")) is needed, not a \(slot("found")),"
        case "cannotCompare": "a \(slot("left")) cannot be compared with a \(slot("right"))"
        case "notOrdered": "a \(slot("found")) has no order, so < and > mean nothing,"
        case "notCondition": "a condition is needed, but this is a \(slot("found")),"
        default: code
        }
    }
}
