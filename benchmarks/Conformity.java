import java.io.FileInputStream;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/** Says for each file whether it keeps PDF/A-3a and PDF/UA-1, and which clauses it breaks. */
public class Conformity {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        int broken = 0;
        for (String file : files) {
            for (PDFAFlavour flavour : new PDFAFlavour[] {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1}) {
                Set<String> clauses = clauses(file, flavour);
                broken += clauses.isEmpty() ? 0 : 1;
                System.out.println((clauses.isEmpty() ? "keeps " : "BREAKS ") + flavour + " " + file);
                clauses.forEach(clause -> System.out.println("    " + clause));
            }
        }
        System.exit(broken == 0 ? 0 : 1);
    }

    private static Set<String> clauses(String file, PDFAFlavour flavour) throws Exception {
        Set<String> found = new TreeSet<>();
        try (FileInputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour)) {
            ValidationResult result = ValidatorFactory.createValidator(flavour, false).validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    found.add(assertion.getRuleId().getClause() + ": " + assertion.getMessage());
                }
            }
            if (!result.isCompliant() && found.isEmpty()) {
                found.add("not compliant");
            }
        }
        return found;
    }
}
