//! Poisson and binomial regression by iterated least squares (Nelder & Wedderburn 1972,
//! Journal of the Royal Statistical Society A 135:370), for a handful of columns.
//!
//! Starts and stops as R's glm does, so that series of zeros end at the same place.

/// What the counts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Counts; effects multiply (log link).
    Poisson,
    /// Shares of so many cases; effects multiply the odds (logit link).
    Binomial,
}

/// What is fitted: one entry a point in each list.
pub(crate) struct Model<'a> {
    pub family: Family,
    /// Counts, or shares.
    pub y: &'a [f64],
    /// One row a point.
    pub rows: &'a [Vec<f64>],
    /// How much each point counts: its number of cases, for shares.
    pub weights: &'a [f64],
    /// Added to the linear part, such as the logarithm of the exposure.
    pub offset: &'a [f64],
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub coefficients: Vec<f64>,
    /// Of what is expected, one a point.
    pub mu: Vec<f64>,
    /// Pearson's χ² over the degrees of freedom.
    pub dispersion: f64,
    pub degrees_of_freedom: usize,
    /// (X'WX)⁻¹: covariances at dispersion 1.
    pub covariance: Vec<Vec<f64>>,
    /// The working weights of the last step.
    pub working: Vec<f64>,
}

const ITERATIONS_MAX: usize = 25;
const CHANGE_MIN: f64 = 1e-8;
/// Counts expected below this are taken as this.
const MU_MIN: f64 = f64::EPSILON;

impl Fit {
    /// Variance of the linear part at a row, at dispersion 1.
    pub fn variance_of(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.covariance).map(|(value, line)| value * dot(line, row)).sum()
    }
}

impl Family {
    fn start(self, y: f64, weight: f64) -> f64 {
        match self {
            Self::Poisson => y + 0.1,
            Self::Binomial => (weight * y + 0.5) / (weight + 1.0),
        }
    }

    fn link(self, mu: f64) -> f64 {
        match self {
            Self::Poisson => mu.ln(),
            Self::Binomial => (mu / (1.0 - mu)).ln(),
        }
    }

    fn mean(self, eta: f64) -> f64 {
        match self {
            Self::Poisson => eta.exp().max(MU_MIN),
            Self::Binomial => {
                let odds = eta.exp().clamp(MU_MIN, 1.0 / MU_MIN);
                odds / (1.0 + odds)
            }
        }
    }

    /// Variance, which is also how fast the mean grows along these two links.
    fn variance(self, mu: f64) -> f64 {
        match self {
            Self::Poisson => mu,
            Self::Binomial => mu * (1.0 - mu),
        }
    }

    fn deviance(self, y: f64, mu: f64) -> f64 {
        let term = |y: f64, mu: f64| if y > 0.0 { y * (y / mu).ln() } else { 0.0 };
        match self {
            Self::Poisson => 2.0 * (term(y, mu) - (y - mu)),
            Self::Binomial => 2.0 * (term(y, mu) + term(1.0 - y, 1.0 - mu)),
        }
    }
}

/// Nothing when the points cannot tell the columns apart.
pub(crate) fn fit(model: &Model<'_>) -> Option<Fit> {
    let Model { family, y, rows, weights, offset } = model;
    let columns = rows.first()?.len();
    let mut mu: Vec<f64> = y.iter().zip(*weights).map(|(y, w)| family.start(*y, *w)).collect();
    let mut eta: Vec<f64> = mu.iter().map(|mu| family.link(*mu)).collect();
    let mut deviance = total_deviance(model, &mu);
    let mut last = None;
    for _ in 0..ITERATIONS_MAX {
        let working: Vec<f64> =
            mu.iter().zip(*weights).map(|(mu, w)| w * family.variance(*mu)).collect();
        let target: Vec<f64> = (0..y.len())
            .map(|at| {
                let (mu, eta) = (*mu.get(at)?, *eta.get(at)?);
                Some(eta - offset.get(at)? + (y.get(at)? - mu) / family.variance(mu))
            })
            .collect::<Option<_>>()?;
        let (coefficients, covariance) = weighted_least_squares(rows, &target, &working)?;
        eta = rows.iter().zip(*offset).map(|(row, o)| dot(row, &coefficients) + o).collect();
        mu = eta.iter().map(|eta| family.mean(*eta)).collect();
        let before = deviance;
        deviance = total_deviance(model, &mu);
        last = Some((coefficients, covariance, working));
        if !deviance.is_finite() {
            return None;
        }
        if (deviance - before).abs() / (deviance.abs() + 0.1) < CHANGE_MIN {
            break;
        }
    }
    let (coefficients, covariance, working) = last?;
    let counted = weights.iter().filter(|weight| **weight > 0.0).count();
    let degrees_of_freedom = counted.checked_sub(columns)?;
    let pearson: f64 = (0..y.len())
        .map(|at| {
            let (y, mu) = (*y.get(at)?, *mu.get(at)?);
            Some(weights.get(at)? * (y - mu).powi(2) / family.variance(mu))
        })
        .sum::<Option<f64>>()?;
    let dispersion = pearson / degrees_of_freedom as f64;
    Some(Fit { coefficients, mu, dispersion, degrees_of_freedom, covariance, working })
}

fn total_deviance(model: &Model<'_>, mu: &[f64]) -> f64 {
    let points = model.y.iter().zip(mu).zip(model.weights);
    points.map(|((y, mu), weight)| weight * model.family.deviance(*y, *mu)).sum()
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves by orthogonal columns (modified Gram-Schmidt, twice) and gives (X'WX)⁻¹ too.
fn weighted_least_squares(
    rows: &[Vec<f64>],
    target: &[f64],
    weights: &[f64],
) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
    let columns = rows.first()?.len();
    let roots: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
    let column = |at: usize| -> Option<Vec<f64>> {
        rows.iter().zip(&roots).map(|(row, root)| Some(row.get(at)? * root)).collect()
    };
    let target: Vec<f64> = target.iter().zip(&roots).map(|(target, root)| target * root).collect();
    let mut orthogonal: Vec<Vec<f64>> = Vec::new();
    let mut upper = vec![vec![0.0; columns]; columns];
    for at in 0..columns {
        let mut rest = column(at)?;
        let size = dot(&rest, &rest).sqrt();
        for _ in 0..2 {
            for (before, q) in orthogonal.iter().enumerate() {
                let along = dot(q, &rest);
                *upper.get_mut(before)?.get_mut(at)? += along;
                rest.iter_mut().zip(q).for_each(|(rest, q)| *rest -= along * q);
            }
        }
        let length = dot(&rest, &rest).sqrt();
        // R's tolerance for columns that the others explain.
        if !(length > 1e-11 * size && length > 0.0) {
            return None;
        }
        *upper.get_mut(at)?.get_mut(at)? = length;
        orthogonal.push(rest.iter().map(|value| value / length).collect());
    }
    let inverse = inverse_of_upper(&upper)?;
    let along: Vec<f64> = orthogonal.iter().map(|q| dot(q, &target)).collect();
    let coefficients = inverse.iter().map(|row| dot(row, &along)).collect();
    let covariance = inverse.iter().map(|a| inverse.iter().map(|b| dot(a, b)).collect()).collect();
    Some((coefficients, covariance))
}

fn inverse_of_upper(upper: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = upper.len();
    let mut inverse = vec![vec![0.0; size]; size];
    for column in 0..size {
        for row in (0..=column).rev() {
            let known: f64 = ((row + 1)..=column)
                .map(|at| Some(upper.get(row)?.get(at)? * inverse.get(at)?.get(column)?))
                .sum::<Option<f64>>()?;
            let right = if row == column { 1.0 } else { 0.0 };
            *inverse.get_mut(row)?.get_mut(column)? = (right - known) / upper.get(row)?.get(row)?;
        }
    }
    Some(inverse)
}
