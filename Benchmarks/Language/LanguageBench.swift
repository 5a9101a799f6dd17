import BenchSupport

/// `language-bench measure FOLDER RUNS WORK…`: FOLDER holds texts, a link to `Resources/wording`
/// and the word lists of the system.
@main
enum LanguageBench {
    static func main() {
        Bench.main("language-bench") { try Bench.measure($0, of: LanguageWork.all) }
    }
}
